"""What a decision says, as data: one row per kind of request, outcome and code.

The kinds that do something to the data, and inquiries, have their rows in wording_acting. Source:
the Act as numbered since 2022-04-01, Arts 32-36. The words are those of a private business
(ご回答), never of a public body.
"""

from collections.abc import Mapping
from types import MappingProxyType

from dsr.cases.letters.words import Words
from dsr.fulfilment.letters import wording_acting
from dsr.fulfilment.letters.decision_wording import DecisionWording, KindWording, rows
from dsr.fulfilment.letters.grounds import DISCLOSURE, PROVISION_RECORDS, PURPOSE_NOTICE

KINDS: Mapping[str, KindWording] = MappingProxyType(
    {
        DISCLOSURE: KindWording(
            Words("保有個人データの開示", "disclosure of retained personal data"),
            Words(
                "保有個人データの開示（法第33条第1項）",
                "Disclosure of retained personal data (Art 33(1) of the Act)",
            ),
            Words("開示するデータ", "What is disclosed"),
            lawsuit=True,
        ),
        PROVISION_RECORDS: KindWording(
            Words("第三者提供記録の開示", "disclosure of records of third-party provision"),
            Words(
                "第三者提供記録の開示（法第33条第5項）",
                "Disclosure of records of third-party provision (Art 33(5) of the Act)",
            ),
            Words("開示する記録", "What is disclosed"),
            lawsuit=True,
        ),
        PURPOSE_NOTICE: KindWording(
            Words("利用目的の通知", "notice of the purpose of use"),
            Words(
                "保有個人データの利用目的の通知（法第32条第2項）",
                "Notice of the purpose of use of retained personal data (Art 32(2) of the Act)",
            ),
            Words("利用目的", "Purposes of use"),
            lawsuit=False,
        ),
        **wording_acting.KINDS,
    }
)


_PARTIAL_CODES = ",D1,D2,D3,D4,N2"

DECISIONS: Mapping[tuple[str, str, str], DecisionWording] = MappingProxyType(
    {
        **rows(DISCLOSURE, "FULL", "", Words(
            "ご請求のありました保有個人データの全部を開示いたします。",
            "We disclose all of the retained personal data you asked for.",
        )),
        **rows(DISCLOSURE, "PARTIAL", _PARTIAL_CODES, Words(
            "ご請求のありました保有個人データの一部を開示いたします。"
            "誠に恐れ入りますが、次の「開示しない部分とその理由」に記載した部分は開示いたしません。",
            "We disclose part of the retained personal data you asked for. We regret that we do "
            "not disclose the parts listed below under “What is not disclosed, and why”.",
        )),
        **rows(DISCLOSURE, "REFUSED", "D1,D2,D3,D4", Words(
            "誠に恐れ入りますが、ご請求のありました保有個人データは、開示いたしません。",
            "We regret that we do not disclose the retained personal data you asked for.",
        )),
        **rows(DISCLOSURE, "DOES_NOT_EXIST", "N1", Words(
            "ご請求の対象となる保有個人データは存在しませんでした（法第33条第3項）。",
            "There is no retained personal data of the kind you asked for (Art 33(3) of the Act).",
        )),
        **rows(DISCLOSURE, "NOT_RETAINED", "N2", Words(
            "ご請求のありました情報は、当社が取り扱っているものの、保有個人データに該当しないため、"
            "開示いたしません。",
            "We handle the information you asked for, but it is not retained personal data, and "
            "we do not disclose it.",
        )),
        **rows(PROVISION_RECORDS, "FULL", "", Words(
            "ご請求のありました第三者提供記録の全部を開示いたします。",
            "We disclose all of the records of third-party provision you asked for.",
        )),
        **rows(PROVISION_RECORDS, "PARTIAL", ",D1,D2,D3,N2", Words(
            "ご請求のありました第三者提供記録の一部を開示いたします。"
            "誠に恐れ入りますが、次の「開示しない部分とその理由」に記載した部分は開示いたしません。",
            "We disclose part of the records of third-party provision you asked for. We regret "
            "that we do not disclose the parts listed below under “What is not disclosed, and "
            "why”.",
        )),
        **rows(PROVISION_RECORDS, "REFUSED", "D1,D2,D3", Words(
            "誠に恐れ入りますが、ご請求のありました第三者提供記録は、開示いたしません。",
            "We regret that we do not disclose the records of third-party provision you asked for.",
        )),
        **rows(PROVISION_RECORDS, "DOES_NOT_EXIST", "N1", Words(
            "ご請求の対象となる第三者提供記録は存在しませんでした"
            "（法第33条第5項において準用する同条第3項）。",
            "There is no record of third-party provision of the kind you asked for (Art 33(3) of "
            "the Act as applied by Art 33(5)).",
        )),
        **rows(PROVISION_RECORDS, "NOT_RETAINED", "N2", Words(
            "ご請求のありました記録は、開示の対象となる第三者提供記録に該当しないため、"
            "開示いたしません。",
            "What you asked for is not a record of third-party provision open to disclosure, and "
            "we do not disclose it.",
        )),
        **rows(PURPOSE_NOTICE, "NOTIFIED", "", Words(
            "ご請求のありました保有個人データの利用目的は、次のとおりです。",
            "The purposes for which we use the retained personal data you asked about are:",
        )),
        **rows(PURPOSE_NOTICE, "REFUSED", "P1,P2,P3,P4", Words(
            "誠に恐れ入りますが、ご請求のありました保有個人データの利用目的は、通知いたしません"
            "（法第32条第3項）。",
            "We regret that we do not notify the purpose of use you asked about (Art 32(3) of the "
            "Act).",
        )),
        **rows(PURPOSE_NOTICE, "DOES_NOT_EXIST", "N1", Words(
            "ご請求の対象となる保有個人データは存在しませんでした。",
            "There is no retained personal data of the kind you asked about.",
        )),
        **rows(PURPOSE_NOTICE, "NOT_RETAINED", "N2", Words(
            "ご請求のありました情報は、当社が取り扱っているものの、保有個人データに該当しないため、"
            "利用目的を通知いたしません。",
            "We handle the information you asked about, but it is not retained personal data, and "
            "we do not notify its purpose of use.",
        )),
        **wording_acting.DECISIONS,
    }
)  # fmt: skip

"""What a decision says that does something to the data, or that answers an inquiry.

One row per kind, outcome and code, as in wording.py. Source: the Act as numbered since 2022-04-01,
Arts 34(3), 35(7), 40. The letter follows the deed, so it tells of what has been done.
"""

from collections.abc import Mapping
from types import MappingProxyType

from dsr.cases.letters.words import NO_WORDS, Words
from dsr.fulfilment.letters.decision_wording import DecisionWording, KindWording, rows
from dsr.fulfilment.letters.grounds import (
    CORRECTION,
    ERASURE,
    INQUIRY,
    PROVISION_STOP,
    SUSPENSION,
)

KINDS: Mapping[str, KindWording] = MappingProxyType(
    {
        CORRECTION: KindWording(
            Words("保有個人データの訂正等", "correction, addition or deletion"),
            Words(
                "保有個人データの内容の訂正、追加または削除（法第34条第1項）",
                "Correction, addition or deletion of the content of retained personal data "
                "(Art 34(1) of the Act)",
            ),
            Words("訂正等の内容", "What was corrected"),
            lawsuit=True,
        ),
        SUSPENSION: KindWording(
            Words("保有個人データの利用の停止", "suspension of use"),
            Words(
                "保有個人データの利用の停止（法第35条第1項・第5項）",
                "Suspension of the use of retained personal data (Art 35(1) and (5) of the Act)",
            ),
            Words("行った措置", "What was done"),
            lawsuit=True,
            policy_request=Words(
                "保有個人データの利用の停止（当社のプライバシーポリシーによるご請求）",
                "Suspension of the use of retained personal data (under our privacy policy)",
            ),
        ),
        ERASURE: KindWording(
            Words("保有個人データの消去", "erasure of retained personal data"),
            Words(
                "保有個人データの消去（法第35条第1項・第5項）",
                "Erasure of retained personal data (Art 35(1) and (5) of the Act)",
            ),
            Words("行った措置", "What was done"),
            lawsuit=True,
            policy_request=Words(
                "保有個人データの消去（当社のプライバシーポリシーによるご請求）",
                "Erasure of retained personal data (under our privacy policy)",
            ),
        ),
        PROVISION_STOP: KindWording(
            Words("保有個人データの第三者への提供の停止", "stop of provision to third parties"),
            Words(
                "保有個人データの第三者への提供の停止（法第35条第3項・第5項）",
                "Stop of the provision of retained personal data to third parties (Art 35(3) and "
                "(5) of the Act)",
            ),
            Words("行った措置", "What was done"),
            lawsuit=True,
            policy_request=Words(
                "保有個人データの第三者への提供の停止（当社のプライバシーポリシーによるご請求）",
                "Stop of the provision of retained personal data to third parties (under our "
                "privacy policy)",
            ),
        ),
        INQUIRY: KindWording(
            Words("お問い合わせ", "your inquiry"),
            Words("お問い合わせ・ご意見・苦情のお申し出", "Inquiry, comment or complaint"),
            NO_WORDS,
            lawsuit=False,
        ),
    }
)

_NOT_RETAINED = (
    "ご請求のありました情報は、当社が取り扱っているものの、保有個人データに該当しないため、"
)
_HANDLED = "We handle the information you asked about, but it is not retained personal data, and "
_NOT_DONE = {
    SUSPENSION: "利用の停止はいたしません。",
    ERASURE: "消去はいたしません。",
    PROVISION_STOP: "第三者への提供の停止はいたしません。",
}


def _stopping(
    kind: str, done: Words, part: Words, milder: Words, instead: Words, refused: Words
) -> dict[tuple[str, str, str], DecisionWording]:
    """The rows of Art 35, which differ in their verb only."""
    return {
        **rows(kind, "DONE", "", done),
        **rows(kind, "DONE_IN_PART", "S6", part),
        **rows(kind, "MILDER_MEASURE", "S6", milder),
        **rows(kind, "ALTERNATIVE", "S5", instead),
        **rows(kind, "REFUSED", "S1,S2,S3,S4", refused),
        **rows(kind, "DOES_NOT_EXIST", "N1", Words(
            "ご請求の対象となる保有個人データは存在しませんでした。",
            "There is no retained personal data of the kind you asked about.",
        )),
        **rows(kind, "NOT_RETAINED", "N2", Words(
            _NOT_RETAINED + _NOT_DONE[kind],
            _HANDLED + "we do not do what you asked.",
        )),
    }  # fmt: skip


DECISIONS: Mapping[tuple[str, str, str], DecisionWording] = MappingProxyType(
    {
        **rows(CORRECTION, "DONE", "", Words(
            "ご請求のありました保有個人データの内容について、次の「訂正等の内容」のとおり訂正等を"
            "いたしました（法第34条第3項）。",
            "We have corrected the content of the retained personal data as listed below under "
            "“What was corrected” (Art 34(3) of the Act).",
        )),
        **rows(CORRECTION, "DONE_IN_PART", "C1,C2,C3,C4", Words(
            "ご請求のありました保有個人データの内容の一部について、次の「訂正等の内容」のとおり訂正等を"
            "いたしました（法第34条第3項）。誠に恐れ入りますが、そのほかの部分は訂正等をいたしません。",
            "We have corrected part of the content of the retained personal data as listed below "
            "under “What was corrected” (Art 34(3) of the Act). We regret that we do not correct "
            "the rest.",
        )),
        **rows(CORRECTION, "REFUSED", "C1,C2,C3,C4", Words(
            "誠に恐れ入りますが、ご請求のありました保有個人データの内容の訂正等はいたしません"
            "（法第34条第3項）。",
            "We regret that we do not correct the content of the retained personal data "
            "(Art 34(3) of the Act).",
        )),
        **rows(CORRECTION, "DOES_NOT_EXIST", "N1", Words(
            "ご請求の対象となる保有個人データは存在しませんでした。",
            "There is no retained personal data of the kind you asked about.",
        )),
        **rows(CORRECTION, "NOT_RETAINED", "N2", Words(
            _NOT_RETAINED + "訂正等はいたしません。",
            _HANDLED + "we do not correct it.",
        )),
        **_stopping(
            SUSPENSION,
            Words(
                "ご請求のありました保有個人データの利用を停止いたしました。",
                "We have suspended the use of the retained personal data you asked about.",
            ),
            Words(
                "ご請求のありました保有個人データについて、次の「行った措置」に記載した限度で利用を"
                "停止いたしました。",
                "We have suspended the use of the retained personal data to the extent listed "
                "below under “What was done”.",
            ),
            Words(
                "利用の停止に代えて、次の「行った措置」に記載した、より緩やかな措置をとりました。",
                "Instead of suspending the use we have taken the milder measure listed below under "
                "“What was done”.",
            ),
            Words(
                "ご請求のとおりの利用の停止は困難であるため、これに代わる措置として、次の"
                "「お約束する措置」に記載した措置を、記載の日までに行います。",
                "Suspending the use as you asked is difficult. Instead we will take the measure "
                "listed below under “What we promise”, by the date given there.",
            ),
            Words(
                "誠に恐れ入りますが、ご請求のありました保有個人データの利用の停止はいたしません。",
                "We regret that we do not suspend the use of the retained personal data.",
            ),
        ),
        **_stopping(
            ERASURE,
            Words(
                "ご請求のありました保有個人データを消去いたしました。",
                "We have erased the retained personal data you asked about.",
            ),
            Words(
                "ご請求のありました保有個人データについて、次の「行った措置」に記載した限度で措置を"
                "とりました。",
                "We have acted on the retained personal data to the extent listed below under "
                "“What was done”.",
            ),
            Words(
                "消去に代えて、次の「行った措置」に記載した、より緩やかな措置をとりました。",
                "Instead of erasing the data we have taken the milder measure listed below under "
                "“What was done”.",
            ),
            Words(
                "ご請求のとおりの消去を現時点で行うことは困難であるため、これに代わる措置として、次の"
                "「お約束する措置」に記載した措置を、記載の日までに行います。",
                "Erasing the data now as you asked is difficult. Instead we will do what is listed "
                "below under “What we promise”, by the date given there.",
            ),
            Words(
                "誠に恐れ入りますが、ご請求のありました保有個人データの消去はいたしません。",
                "We regret that we do not erase the retained personal data.",
            ),
        ),
        **_stopping(
            PROVISION_STOP,
            Words(
                "ご請求のありました保有個人データの第三者への提供を停止いたしました。",
                "We have stopped providing the retained personal data to third parties.",
            ),
            Words(
                "ご請求のありました保有個人データについて、次の「行った措置」に記載した限度で第三者への"
                "提供を停止いたしました。",
                "We have stopped providing the retained personal data to third parties to the "
                "extent listed below under “What was done”.",
            ),
            Words(
                "第三者への提供の全部の停止に代えて、次の「行った措置」に記載した、より緩やかな措置を"
                "とりました。",
                "Instead of stopping the provision as a whole we have taken the milder measure "
                "listed below under “What was done”.",
            ),
            Words(
                "ご請求のとおりの提供の停止は困難であるため、これに代わる措置として、次の"
                "「お約束する措置」に記載した措置を、記載の日までに行います。",
                "Stopping the provision as you asked is difficult. Instead we will take the "
                "measure listed below under “What we promise”, by the date given there.",
            ),
            Words(
                "誠に恐れ入りますが、ご請求のありました保有個人データの第三者への提供の停止は"
                "いたしません。",
                "We regret that we do not stop the provision of the retained personal data.",
            ),
        ),
        **rows(INQUIRY, "ANSWERED", "", Words(
            "お申し出の件について、次のとおりご回答いたします。",
            "Our answer to what you wrote to us is as follows.",
        )),
    }
)  # fmt: skip

MEASURES: Mapping[str, Words] = MappingProxyType(
    {
        "CORRECT": Words("訂正", "Corrected"),
        "ADD": Words("追加", "Added"),
        "DELETE": Words("削除", "Deleted"),
        "SUSPEND": Words("利用の停止", "Use suspended"),
        "ERASE": Words("消去", "Erased"),
        "ANONYMISE": Words(
            "ご本人を識別できないようにする加工（消去）", "Made unidentifiable (erased)"
        ),
        "STOP_PROVISION": Words("第三者への提供の停止", "Provision stopped"),
    }
)

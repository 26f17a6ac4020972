"""Why the law allows a part to be left out, as data: one row per kind of request and code.

Source: the Act as numbered since 2022-04-01, Arts 16(4), 21(4), 32(2), 33(2), 33(4), 33(5), 34, 35;
PPC guideline (通則編) 3-8. N1 and the internal X1 are not grounds and have no row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dsr.cases.letters.words import Words
from policies.enums import RequestKind

DISCLOSURE = RequestKind.DISCLOSURE.value
PURPOSE_NOTICE = RequestKind.PURPOSE_NOTICE.value
PROVISION_RECORDS = RequestKind.PROVISION_RECORDS.value
CORRECTION = RequestKind.CORRECTION.value
SUSPENSION = RequestKind.SUSPENSION.value
ERASURE = RequestKind.ERASURE.value
PROVISION_STOP = RequestKind.PROVISION_STOP.value
INQUIRY = RequestKind.INQUIRY.value


@dataclass(frozen=True)
class Ground:
    """Why the law allows a refusal: the provision, and what it says in plain words."""

    provision: Words
    words: Words


_N2_GROUND = Ground(
    Words("法第16条第4項", "Art 16(4) of the Act"),
    Words(
        "当社が開示等を行う権限を有する保有個人データに該当しないため",
        "The data is not retained personal data, that is data we have the authority to disclose.",
    ),
)
_HARM = Words(
    "開示することにより、ご本人または第三者の生命、身体、財産その他の権利利益を害するおそれがあるため",
    "Disclosure would risk harming the life, body, property or other rights or interests of the "
    "data subject or of someone else.",
)
_HINDRANCE = Words(
    "開示することにより、当社の業務の適正な実施に著しい支障を及ぼすおそれがあるため",
    "Disclosure would risk seriously hindering the proper conduct of our business.",
)
_OTHER_LAW = Words(
    "開示することが、他の法令に違反することとなるため",
    "Disclosure would violate another law.",
)


def _stopping(kind: str) -> dict[tuple[str, str], Ground]:
    """Art 35: (2) answers the grounds of (1), (4) those of (3), (6) those of (5)."""
    own, own_en = ("第4項", "35(4)") if kind == PROVISION_STOP else ("第2項", "35(2)")
    either = Words(f"法第35条{own}・第6項", f"Art {own_en} and 35(6) of the Act")
    return {
        (kind, "S1"): Ground(
            Words(f"法第35条{own}", f"Art {own_en} of the Act"),
            Words(
                "調査の結果、ご主張のような取扱いの事実が認められず、ご請求に理由があるとはいえないため",
                "Our investigation found no handling of the kind you describe, so the request is "
                "not well founded.",
            ),
        ),
        (kind, "S2"): Ground(
            Words("法第35条第6項", "Art 35(6) of the Act"),
            Words(
                "利用目的の達成のため、当社がそのデータを利用する必要がなくなったとはいえないため",
                "The data is still needed for at least one of its purposes of use.",
            ),
        ),
        (kind, "S3"): Ground(
            Words("法第35条第6項", "Art 35(6) of the Act"),
            Words(
                "そのデータについて、法第26条第1項本文に規定する事態（報告を要する漏えい等）が"
                "生じていないため",
                "No reportable breach under the main clause of Art 26(1) of the Act has happened "
                "to this data.",
            ),
        ),
        (kind, "S4"): Ground(
            Words("法第35条第6項", "Art 35(6) of the Act"),
            Words(
                "そのデータの取扱いにより、ご本人の権利または正当な利益が害されるおそれがあるとは"
                "認められないため",
                "We do not find that handling the data is likely to harm your rights or legitimate "
                "interests, or what is at stake for you is outweighed.",
            ),
        ),
        (kind, "S5"): Ground(
            Words(
                f"法第35条{own}ただし書・第6項ただし書",
                f"Provisos of Art {own_en} and 35(6) of the Act",
            ),
            Words(
                "ご請求のとおりの措置が困難であり、ご本人の権利利益を保護するため必要な、これに代わる"
                "措置をとるため",
                "What you asked for is difficult, and we take another measure instead that is "
                "needed to protect your rights and interests.",
            ),
        ),
        (kind, "S6"): Ground(
            either,
            Words(
                "ご本人の権利利益を保護するために必要な限度で措置をとるため",
                "We act to the extent needed to protect your rights and interests.",
            ),
        ),
        (kind, "N2"): _N2_GROUND,
    }


GROUNDS: Mapping[tuple[str, str], Ground] = MappingProxyType(
    {
        (DISCLOSURE, "D1"): Ground(Words("法第33条第2項第1号", "Art 33(2)(i) of the Act"), _HARM),
        (DISCLOSURE, "D2"): Ground(
            Words("法第33条第2項第2号", "Art 33(2)(ii) of the Act"), _HINDRANCE
        ),
        (DISCLOSURE, "D3"): Ground(
            Words("法第33条第2項第3号", "Art 33(2)(iii) of the Act"), _OTHER_LAW
        ),
        (DISCLOSURE, "D4"): Ground(
            Words("法第33条第4項", "Art 33(4) of the Act"),
            Words(
                "他の法令の規定により、同等の方法で開示することとされているため",
                "Another law already provides for disclosure by an equivalent method.",
            ),
        ),
        (DISCLOSURE, "N2"): _N2_GROUND,
        (PROVISION_RECORDS, "D1"): Ground(
            Words(
                "法第33条第5項において準用する同条第2項第1号",
                "Art 33(2)(i) of the Act as applied by Art 33(5)",
            ),
            _HARM,
        ),
        (PROVISION_RECORDS, "D2"): Ground(
            Words(
                "法第33条第5項において準用する同条第2項第2号",
                "Art 33(2)(ii) of the Act as applied by Art 33(5)",
            ),
            _HINDRANCE,
        ),
        (PROVISION_RECORDS, "D3"): Ground(
            Words(
                "法第33条第5項において準用する同条第2項第3号",
                "Art 33(2)(iii) of the Act as applied by Art 33(5)",
            ),
            _OTHER_LAW,
        ),
        (PROVISION_RECORDS, "N2"): Ground(
            Words("法第33条第5項", "Art 33(5) of the Act"),
            Words(
                "開示の対象となる第三者提供記録に該当しないため",
                "The record is not a record of third-party provision open to disclosure.",
            ),
        ),
        (PURPOSE_NOTICE, "P1"): Ground(
            Words("法第32条第2項第1号", "Art 32(2)(i) of the Act"),
            Words(
                "ご本人が識別される保有個人データの利用目的が、すでに明らかであるため",
                "The purpose of use of the data is already clear.",
            ),
        ),
        (PURPOSE_NOTICE, "P2"): Ground(
            Words(
                "法第32条第2項第2号（法第21条第4項第1号）",
                "Art 32(2)(ii) of the Act (Art 21(4)(i))",
            ),
            Words(
                "利用目的を通知することにより、ご本人または第三者の生命、身体、財産その他の権利利益を"
                "害するおそれがあるため",
                "Notice would risk harming the life, body, property or other rights or interests "
                "of the data subject or of someone else.",
            ),
        ),
        (PURPOSE_NOTICE, "P3"): Ground(
            Words(
                "法第32条第2項第2号（法第21条第4項第2号）",
                "Art 32(2)(ii) of the Act (Art 21(4)(ii))",
            ),
            Words(
                "利用目的を通知することにより、当社の権利または正当な利益を害するおそれがあるため",
                "Notice would risk harming our rights or legitimate interests.",
            ),
        ),
        (PURPOSE_NOTICE, "P4"): Ground(
            Words(
                "法第32条第2項第2号（法第21条第4項第3号）",
                "Art 32(2)(ii) of the Act (Art 21(4)(iii))",
            ),
            Words(
                "国の機関または地方公共団体が法令の定める事務を行うことに協力する必要があり、"
                "利用目的を通知することによりその事務の遂行に支障を及ぼすおそれがあるため",
                "We must cooperate with duties of the State or a local government that notice "
                "would risk hindering.",
            ),
        ),
        (PURPOSE_NOTICE, "N2"): _N2_GROUND,
        (CORRECTION, "C1"): Ground(
            Words("法第34条第1項・第2項", "Art 34(1) and (2) of the Act"),
            Words(
                "調査の結果、内容が事実でないとは認められないため",
                "Our investigation did not find that the content is untrue.",
            ),
        ),
        (CORRECTION, "C2"): Ground(
            Words("法第34条第2項", "Art 34(2) of the Act"),
            Words(
                "利用目的の達成に必要な範囲を超えるため",
                "The correction goes beyond what the purpose of use needs.",
            ),
        ),
        (CORRECTION, "C3"): Ground(
            Words("法第34条第2項", "Art 34(2) of the Act"),
            Words(
                "内容の訂正等に関して、他の法令の規定により特別の手続が定められているため",
                "Another law prescribes a special procedure for this correction.",
            ),
        ),
        (CORRECTION, "C4"): Ground(
            Words("法第34条第1項", "Art 34(1) of the Act"),
            Words(
                "評価や判断に関する内容であり、事実に関する内容ではないため",
                "The content is an opinion or an assessment, not a fact.",
            ),
        ),
        (CORRECTION, "N2"): _N2_GROUND,
        **_stopping(SUSPENSION),
        **_stopping(ERASURE),
        **_stopping(PROVISION_STOP),
    }
)

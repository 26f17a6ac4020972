"""Why the law allows a part to be left out, as data: one row per kind of request and code.

Source: the Act as numbered since 2022-04-01, Arts 16(4), 21(4), 32(2), 33(2), 33(4), 33(5); PPC
guideline (通則編) 3-8. N1 and the internal X1 are not grounds and have no row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dsr.cases.letters.words import Words
from policies.enums import RequestKind

DISCLOSURE = RequestKind.DISCLOSURE.value
PURPOSE_NOTICE = RequestKind.PURPOSE_NOTICE.value
PROVISION_RECORDS = RequestKind.PROVISION_RECORDS.value


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
    }
)

"""Stories of the desk's harder days: others' data, returned mail, complaints."""

from typing import Any

from config.demo.deciding_steps import Told, answer_each, find_memo, mask
from config.demo.desk_steps import (
    ask,
    assign,
    close,
    collect,
    decide,
    do_tasks,
    post,
    release,
    submit,
)
from config.demo.filing_steps import LATEST, Asked, file, file_asked
from config.demo.licence import draw_memo
from config.demo.posting_steps import arrive, change_to_paper, come_back, post_again
from config.demo.requester_steps import download, pay, prove, read_letter
from config.demo.stories_ended import OTHERS_EN, OTHERS_JA
from config.demo.story import Story
from config.demo.story import with_facts as do
from dsr.cases.enums import InquiryNature, Outcome, OutcomeCode
from dsr.fulfilment.domain.redaction import WantedRedaction
from dsr.fulfilment.enums import RedactionKind, ReturnReason
from dsr.identity.enums import IdentityMethod
from policies.enums import DeliveryMethod, RequestKind

OTHERS: dict[str, Any] = {"reason_ja": OTHERS_JA, "reason_en": OTHERS_EN}
FILED = ((0, file), (0, pay), (0, prove))
SEARCHED = ((1, assign), (2, collect), (5, do_tasks))
ANSWERED = ((8, decide), (8, submit), (8, release))
NAMES = WantedRedaction(kind=RedactionKind.TEXT, words="田中 勇\n美穂\n小松")


def _asks_us(nature: InquiryNature, text: str, about: str = "") -> Any:
    asked = Asked(kinds=(RequestKind.INQUIRY,), nature=nature, text=text, about=about)
    return do(file_asked, asked=asked)


def _asking(kind: RequestKind, **facts: Any) -> Any:
    return do(file_asked, asked=Asked(kinds=(kind,), **facts))


def _told(outcome: Outcome, code: OutcomeCode | str = "", **words: Any) -> Any:
    return do(answer_each, told=(Told(outcome=outcome, code=code, **words),))


DESK = (
    # one has no location on record, of the other nobody may know: the letters are the same
    Story("yui", 54, (
        (0, do(file, scope=("INQUIRIES",))), (0, pay), (0, prove), *SEARCHED,
        (7, _told(Outcome.DOES_NOT_EXIST, OutcomeCode.X1)), (7, submit), (7, release),
        (8, read_letter), (22, close),
    )),
    Story("other_yui", 53, (
        (0, do(file, scope=("INQUIRIES",))), (0, pay), (0, prove), *SEARCHED,
        (7, _told(Outcome.DOES_NOT_EXIST, OutcomeCode.N1)), (7, submit), (7, release),
        (8, read_letter), (22, close),
    )),
    Story("m52", 39, (
        (0, _asking(RequestKind.PROVISION_RECORDS)), (0, prove),
        (1, assign), (2, collect),  # the register answers: nobody has to search
        (7, _told(Outcome.FULL)), (7, submit), (7, release),
        (8, download), (21, close),
    )),
    Story("m53", 23, (
        (0, _asks_us(InquiryNature.QUESTION, "私のデータは、どこの国に保存されていますか。")),
        (0, assign), (1, collect),
        (1, _told(Outcome.ANSWERED, reason_ja="すべて日本国内のデータセンターに保存しています。",
                  reason_en="Everything is kept in data centres in Japan.")),
        (2, submit), (2, release), (3, read_letter), (17, close),
    )),
    Story("m21", 3, (
        (0, _asks_us(InquiryNature.COMPLAINT, about=LATEST,
                     text="請求から一か月が過ぎました。延長の理由に納得できません。")),
    )),
    Story("m13", 2, FILED),  # asks once more for what waits to be fetched
    Story("kenichi", 20, (
        *FILED, *SEARCHED, (7, do(mask, category="INQUIRIES", wanted=NAMES, **OTHERS)),
        (8, do(decide, outcome=Outcome.PARTIAL)), (8, submit), (8, release),
    )),
    Story("m54", 9, (
        *FILED, (1, assign), (2, collect), (4, do(find_memo, memo=draw_memo())),
        (6, do(mask, category="INQUIRY_NOTES", **OTHERS, wanted=WantedRedaction(
            kind=RedactionKind.AREA, page=1, area=(0.08, 0.2, 0.84, 0.12)))),
    )),
    Story("m55", 31, (
        *FILED, *SEARCHED,
        (7, do(change_to_paper,
               reason_ja="データの量が多く、ダウンロードの上限を超えるためです。",
               reason_en="There is more data than a download may hold.")),
        *ANSWERED, (9, do(post, number="123-45-67894-0")),
        (19, do(come_back, reason=ReturnReason.NOT_COLLECTED,
                text="お送りした書面が、保管期間が過ぎて戻りました。お届け先をお知らせください。")),
        (21, do(post_again, number="123-45-67895-1")), (23, arrive),
    )),
    Story("m56", 12, (
        (0, do(file, delivery=DeliveryMethod.PAPER)), (0, pay), (0, prove), *SEARCHED,
        (6, decide), (6, submit), (6, release), (7, do(post, number="123-45-67896-2")),
        (11, do(come_back, reason=ReturnReason.ADDRESS_UNKNOWN,
                text="お送りした書面が、あて先不明で戻りました。お届け先をお知らせください。")),
    )),
    Story("m57", 13, (
        (0, do(file, delivery=DeliveryMethod.MEDIA)), (0, pay), (0, prove), *SEARCHED, *ANSWERED,
    )),
    Story("m58", 48, (  # asked long ago, and nothing came
        (0, do(file, identity=IdentityMethod.DOCUMENT)), (0, pay), (1, assign),
        (2, do(ask, code=OutcomeCode.F1,
               reason="本人確認書類がまだ届いていません。書類の画像をお送りください。")),
    )),
)  # fmt: skip

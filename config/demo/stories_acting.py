"""Stories in which something is done to the data: corrected, suspended, erased, or promised."""

from typing import Any

from config.demo.accounts import MANAGER, SECOND_MANAGER
from config.demo.acting_steps import act, confirm_by_hand, keep
from config.demo.deciding_steps import Promised, Told, answer_each
from config.demo.desk_steps import assign, close, collect, do_tasks, note, release, submit
from config.demo.filing_steps import Asked, file_asked
from config.demo.requester_steps import pay, prove, read_letter, write_with_picture
from config.demo.story import Step, Story
from config.demo.story import with_facts as do
from dsr.cases.enums import Outcome, OutcomeCode, StopGround
from dsr.fulfilment.enums import ActionKind, PromiseKind
from policies.enums import RequestKind

NEW_ADDRESS = "東京都港区見本台2丁目3番4号"
PROVED = ((0, prove), (1, assign), (1, collect), (4, do_tasks))
LATER = Promised(
    days=30,
    text_ja="利用履歴は、システムの更改で消去できるようになる期日までに消去します。"
    "それまでは利用を停止します。",
    text_en="We erase the usage history by the date on which the renewed system can do so. Until"
    " then we do not use it.",
)
DIFFICULT = Told(
    outcome=Outcome.ALTERNATIVE,
    code=OutcomeCode.S5,
    reason_ja="分析の基盤から一人分だけを消すには多額の費用を要するため、"
    "本人の権利利益を守る別の措置をとります。",
    reason_en="Erasing one person from the analysis system would cost a great deal, so another"
    " measure protects your interests.",
    promised=(LATER,),
)
CORRECTED = Told(outcome=Outcome.DONE, doing=((ActionKind.CORRECT, "CONTACT"),))
ERASED = Told(outcome=Outcome.DONE, doing=((ActionKind.ERASE, "USAGE"),))

# Nobody drawn loses their registration here: the next start of the demo draws them again.
RECORDS = ("USAGE", "ADVERTISING_IDS", "INQUIRIES", "DEVICES")
SPARED = Told(
    outcome=Outcome.DONE_IN_PART,
    code=OutcomeCode.S6,
    reason_ja="会員を続けるために必要な登録情報と、法人税法により保存する義務のある手数料の帳簿を残し、"
    "ほかの記録は消去しました。",
    reason_en="Your registration is needed while you are a member, and tax law obliges us to keep"
    " the books of the fee. The other records were erased.",
    doing=tuple((ActionKind.ERASE, code) for code in RECORDS),
    promised=(
        Promised(
            days=2557,
            kind=PromiseKind.ERASE_AFTER_RETENTION,
            retention="TAX_BOOKS",
            text_ja="手数料の帳簿は、法令による保存期間が終了した時点で消去します。",
            text_en="We erase the books of the fee when the period the law prescribes ends.",
        ),
    ),
)


def _asking(kind: RequestKind, *grounds: StopGround, **facts: Any) -> Step:
    grounds = grounds or (StopGround.NO_LONGER_NEEDED,)
    asked = Asked(kinds=(kind,), grounds=grounds, **facts)
    return do(file_asked, asked=asked)


MOVED = do(
    file_asked,
    asked=Asked(
        kinds=(RequestKind.CORRECTION,),
        corrections=(("住所", "address", NEW_ADDRESS),),
        basis="先月、引っ越しました。",
    ),
)

ACTED = (
    Story("m39", 51, (
        (0, MOVED), (0, prove),
        (0, do(write_with_picture, text="新しい住所のわかる書類の写真を添付します。",
               name="new-address.png")),
        (1, assign), (2, collect), (4, do_tasks), (6, do(answer_each, told=(CORRECTED,))),
        (6, submit), (7, act), (8, confirm_by_hand), (8, release), (9, read_letter), (23, close),
    )),
    Story("m40", 43, (
        (0, _asking(RequestKind.ERASURE, stopped=("USAGE",))), *PROVED,
        (6, do(answer_each, told=(ERASED,))), (6, submit), (7, act), (8, confirm_by_hand),
        (8, release), (9, read_letter), (25, close),
    )),
    Story("m01", 34, (
        (0, _asking(RequestKind.ERASURE, StopGround.POLICY, stopped=("ALL",),
                    why="会員は続けますが、これまでの記録を消してください。")),
        *PROVED, (5, do(note, text="手数料の帳簿は法人税法により7年の保存が必要です。")),
        (6, do(answer_each, told=(SPARED,))), (6, submit), (7, act), (8, confirm_by_hand),
        (8, release), (9, read_letter), (24, close),
    )),
    Story("m43", 47, (
        (0, _asking(RequestKind.SUSPENSION, StopGround.BEYOND_PURPOSE, stopped=("USAGE",),
                    why="広告に使われるとは聞いていません。")),
        *PROVED,
        (6, do(answer_each, told=(Told(
            outcome=Outcome.MILDER_MEASURE, code=OutcomeCode.S6,
            reason_ja="不正利用の検知に必要なため、広告と分析への利用に限って停止しました。",
            reason_en="Needed to detect abuse, so its use is suspended for advertising and"
            " analysis only.",
            doing=((ActionKind.SUSPEND, "USAGE"),)),))),
        (6, submit), (7, act), (8, confirm_by_hand), (8, release), (9, read_letter), (24, close),
    )),
    Story("m44", 29, (
        (0, _asking(RequestKind.PROVISION_STOP, StopGround.PROVIDED_WITHOUT_CONSENT,
                    stopped=("PROFILE",))),
        *PROVED,
        (6, do(answer_each, told=(Told(
            outcome=Outcome.DONE, doing=((ActionKind.STOP_PROVISION, "PROFILE"),)),))),
        (6, submit), (7, do(act, by=SECOND_MANAGER)), (9, confirm_by_hand), (10, release),
        (11, read_letter),
    )),
)  # fmt: skip

PROMISED = (
    Story("m42", 40, (  # due in two days
        (0, _asking(RequestKind.ERASURE, stopped=("USAGE",))), *PROVED,
        (12, do(answer_each, told=(DIFFICULT,))), (12, submit),
        (12, release), (14, read_letter), (30, close),
    )),
    Story("m45", 57, (  # overdue
        (0, _asking(RequestKind.SUSPENSION, stopped=("USAGE",))), *PROVED,
        (11, do(answer_each, told=(DIFFICULT,))), (11, submit),
        (11, release), (12, read_letter), (26, close),
    )),
    Story("m41", 65, (  # kept
        (0, _asking(RequestKind.ERASURE, stopped=("USAGE",))), *PROVED,
        (10, do(answer_each, told=(DIFFICULT,))), (10, submit),
        (10, release), (11, read_letter), (26, close),
        (38, do(keep, note="新しい分析基盤に移し、古い基盤から利用履歴を消去しました。")),
    )),
)  # fmt: skip

STILL_ACTING = (
    Story("m46", 14, (
        (0, _asking(RequestKind.ERASURE, stopped=("USAGE",))), *PROVED,
        (9, do(answer_each, told=(ERASED,))),
        (9, submit), (10, act),
    )),
    Story("hanako", 12, (
        (0, do(file_asked, asked=Asked(
            kinds=(RequestKind.DISCLOSURE, RequestKind.CORRECTION, RequestKind.PROVISION_STOP),
            corrections=(("電話番号", "phone", "090-0000-8842"),),
            stopped=("PROFILE",), grounds=(StopGround.PROVIDED_WITHOUT_CONSENT,),
            basis="電話番号が変わりました。"))),
        (0, pay), *PROVED,
        (6, do(answer_each, told=(
            Told(outcome=Outcome.FULL), CORRECTED,
            Told(outcome=Outcome.DONE, doing=((ActionKind.STOP_PROVISION, "PROFILE"),))))),
        (6, submit), (8, do(act, by=MANAGER)),
    )),
    Story("saki", 6, (
        (0, do(file_asked, asked=Asked(
            kinds=(RequestKind.DISCLOSURE, RequestKind.ERASURE), stopped=("LOCATION",)))),
        (0, pay), *PROVED, (5, do(answer_each, told=(
            Told(outcome=Outcome.FULL),
            Told(outcome=Outcome.DONE, doing=((ActionKind.ERASE, "LOCATION"),))))),
        (5, submit),
    )),
)  # fmt: skip

ACTING = (*ACTED, *PROMISED, *STILL_ACTING)

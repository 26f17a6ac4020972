"""受付不可のお知らせ: F1-F4, a request we could not take in. It is not a refusal."""

from dataclasses import dataclass
from datetime import date

from dsr.cases.enums import OutcomeCode
from dsr.cases.letters.law import ACT
from dsr.cases.letters.letter import (
    Bullets,
    LetterBody,
    LetterFacts,
    Particular,
    Passage,
    render_letter,
    said,
)
from dsr.cases.letters.refund import FEE_LABEL, RefundNotice, refund_sentence
from dsr.cases.letters.words import Words, date_words


@dataclass(frozen=True, kw_only=True)
class NotAcceptedLetter(LetterFacts):
    """`code`: F1-F4. `reason`: what exactly was missing, written by staff, mandatory.

    `correction_asked_on`: when the person was asked to complete the request (補正) or was reminded
    of the fee.
    """

    arrived_on: date
    requests: tuple[Words, ...]
    code: str
    reason: Words
    correction_asked_on: date
    refund: RefundNotice | None = None


class UnableToWriteNotAccepted(ValueError):
    """The code is not F1-F4, or no reason is given."""


_TITLE = Words("ご請求をお受けできないことについて（お知らせ）", "We could not accept your request")
_OPENING = Words(
    f"{ACT.ja}に基づく下記のご請求につきまして、誠に恐れ入りますが、下記の理由により"
    "お受けすることができませんでした。",
    f"We regret that we could not accept the following request under {ACT.en}, for the reason "
    "given below.",
)
_WORDS = {
    OutcomeCode.F1: Words(
        "ご請求された方がご本人であることを確認することができませんでした"
        "（法第37条第1項に基づき当社が定めた手続）。",
        "We could not confirm that the person asking is the data subject (our procedure under Art "
        "37(1) of the Act).",
    ),
    OutcomeCode.F2: Words(
        "代理人として請求される権限を確認することができませんでした"
        "（法第37条第1項および第3項に基づき当社が定めた手続）。",
        "We could not confirm the agent's authority to ask (our procedure under Art 37(1) and (3) "
        "of the Act).",
    ),
    OutcomeCode.F3: Words(
        "ご請求に必要な事項がそろいませんでした（法第37条第1項に基づき当社が定めた手続）。",
        "The request lacked something it needs (our procedure under Art 37(1) of the Act).",
    ),
    OutcomeCode.F4: Words(
        "手数料のお支払いを確認することができませんでした（法第38条第1項）。",
        "We could not confirm payment of the fee (Art 38(1) of the Act).",
    ),
}
_ARRIVED = Words("到達日", "Arrival date")
_REQUESTS = Words("ご請求の内容", "What you asked for")
_REASON = Words("お受けできない理由", "Why we could not accept it")
_AGAIN_HEADING = Words("改めてご請求いただく場合", "Asking again")
_AGAIN = (
    Words(
        "このお知らせは、ご請求の内容を検討したうえでお断りするものではありません。"
        "上記の点を整えていただければ、いつでも改めてご請求いただけます。",
        "This is not a refusal of what you asked for. Once the above is put right you may ask "
        "again at any time.",
    ),
    Words(
        "ご請求の方法やご用意いただくものについてご不明な点がありましたら、"
        "下記のお問い合わせ先までご遠慮なくお尋ねください。",
        "If you are unsure how to ask or what to prepare, please do not hesitate to contact us.",
    ),
)


def render_not_accepted(letter: NotAcceptedLetter) -> bytes:
    """The notice as a PDF. Raises UnableToWriteNotAccepted, UnableToRenderPdf."""
    return render_letter(facts=letter, body=not_accepted_body(letter))


def not_accepted_body(letter: NotAcceptedLetter) -> LetterBody:
    """What the notice says."""
    if letter.code not in _WORDS:
        raise UnableToWriteNotAccepted(f"{letter.code} does not end a request before acceptance")
    if not letter.reason:
        raise UnableToWriteNotAccepted("the person is told what exactly was missing")
    language = letter.language
    asked = Bullets(tuple(words.to(language) for words in letter.requests))
    ground = _WORDS[OutcomeCode(letter.code)].to(language)
    particulars = [
        said(_ARRIVED.to(language), date_words(letter.arrived_on, language)),
        Particular(_REQUESTS.to(language), (asked,)),
        said(_REASON.to(language), ground, letter.reason.to(language), _correction(letter)),
    ]
    if letter.refund:
        particulars.append(said(FEE_LABEL.to(language), refund_sentence(letter.refund, language)))
    return LetterBody(
        title=_TITLE.to(language),
        opening=(_OPENING.to(language),),
        particulars=tuple(particulars),
        after=(Passage(_AGAIN_HEADING.to(language), tuple(w.to(language) for w in _AGAIN)),),
    )


def _correction(letter: NotAcceptedLetter) -> str:
    on = date_words(letter.correction_asked_on, letter.language)
    return Words(
        f"{on}に補正をお願いいたしましたが、確認することができませんでした。",
        f"On {on} we asked you to complete the request, but could not confirm it.",
    ).to(letter.language)

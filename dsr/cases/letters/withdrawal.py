"""取下げの確認: the person has taken the request back."""

from dataclasses import dataclass
from datetime import date

from dsr.cases.letters.law import ACT
from dsr.cases.letters.letter import (
    Bullets,
    LetterBody,
    LetterFacts,
    Particular,
    render_letter,
    said,
)
from dsr.cases.letters.refund import FEE_LABEL, RefundNotice, refund_sentence
from dsr.cases.letters.words import Words, date_words


@dataclass(frozen=True, kw_only=True)
class WithdrawalLetter(LetterFacts):
    """`documents_deleted_by`: identity images are gone by then; None: there were none.

    `inquiry`: nothing but an inquiry was filed, which is no request under the Act.
    """

    arrived_on: date
    withdrawn_on: date
    requests: tuple[Words, ...]
    documents_deleted_by: date | None = None
    refund: RefundNotice | None = None
    inquiry: bool = False


_TITLE = Words("ご請求の取下げについて（ご確認）", "Your request is withdrawn")
_OPENING = Words(
    f"{ACT.ja}に基づく下記のご請求につきまして、取下げのお申し出を承りました。"
    "これをもちまして、このご請求に関する手続を終了いたします。",
    f"We confirm that the following request under {ACT.en} has been withdrawn as you asked. The "
    "matter is closed.",
)
_INQUIRY_OPENING = Words(
    "下記のお申し出につきまして、取下げを承りました。これをもちまして、手続を終了いたします。",
    "We confirm that you have taken back what you wrote to us, named below. The matter is closed.",
)
_REQUESTS = Words("取り下げられたご請求", "What was withdrawn")
_ARRIVED = Words("到達日", "Arrival date")
_WITHDRAWN = Words("取下げの日", "Withdrawn on")
_DOCUMENTS = Words("ご提出いただいた書類", "Documents you gave us")
_AGAIN_LABEL = Words("改めてのご請求", "Asking again")
_AGAIN = Words(
    "取下げの後も、いつでも改めてご請求いただけます。",
    "You may ask again at any time.",
)


def render_withdrawal(letter: WithdrawalLetter) -> bytes:
    """The confirmation as a PDF. Raises UnableToRenderPdf."""
    return render_letter(facts=letter, body=withdrawal_body(letter))


def withdrawal_body(letter: WithdrawalLetter) -> LetterBody:
    """What the confirmation says."""
    language = letter.language
    asked = Bullets(tuple(words.to(language) for words in letter.requests))
    particulars = [
        Particular(_REQUESTS.to(language), (asked,)),
        said(_ARRIVED.to(language), date_words(letter.arrived_on, language)),
        said(_WITHDRAWN.to(language), date_words(letter.withdrawn_on, language)),
    ]
    if letter.refund:
        particulars.append(said(FEE_LABEL.to(language), refund_sentence(letter.refund, language)))
    if letter.documents_deleted_by:
        on = date_words(letter.documents_deleted_by, language)
        gone = Words(
            f"本人確認書類の画像は、{on}までに削除いたします。",
            f"The images of your identity documents are deleted by {on}.",
        )
        particulars.append(said(_DOCUMENTS.to(language), gone.to(language)))
    particulars.append(said(_AGAIN_LABEL.to(language), _AGAIN.to(language)))
    return LetterBody(
        title=_TITLE.to(language),
        opening=((_INQUIRY_OPENING if letter.inquiry else _OPENING).to(language),),
        particulars=tuple(particulars),
    )

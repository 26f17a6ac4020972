"""代理人によるご請求のお知らせ: somebody asks in your name, and what to do if that is wrong.

Posted to the address on file, never to one that only the representative gave.
"""

from dataclasses import dataclass
from datetime import date

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
from dsr.cases.letters.words import Words, date_words


@dataclass(frozen=True, kw_only=True)
class PrincipalNoticeLetter(LetterFacts):
    """The addressee is the principal. `agent`: who asks, without 様; `capacity`: in what role.

    `answer_to_agent`: whether the answer is given to the representative, else to the principal.
    """

    arrived_on: date
    requests: tuple[Words, ...]
    agent: str
    capacity: Words
    answer_to_agent: bool


_TITLE = Words(
    "代理人による開示等のご請求について（お知らせ）", "Somebody has made a request in your name"
)
_OPENING = Words(
    f"{ACT.ja}に基づくご請求が、お客さまの代理人の方から当社に提出されました。"
    "お心当たりのないご請求を防ぐため、下記のとおりご本人にお知らせいたします。",
    f"A request under {ACT.en} was made to us by somebody who acts for you. To prevent requests "
    "you know nothing of, we tell you of it.",
)
_ARRIVED = Words("到達日", "Arrival date")
_REQUESTS = Words("ご請求の内容", "What was asked for")
_AGENT = Words("ご請求された代理人", "Who asks for you")
_ANSWER = Words("回答の送付先", "Who receives the answer")
_TO_AGENT = Words(
    "代理人の方に回答いたします（回答を受領する権限を書類で確認しました）。",
    "We answer the person who acts for you; their documents show that they may receive it.",
)
_TO_PRINCIPAL = Words(
    "ご本人のご住所あてに、郵便で回答いたします。代理人の方には回答の内容をお伝えしません。",
    "We answer you by post at this address. The person who acts for you is not told the answer.",
)
_AWARE = Words("お心当たりがある場合", "If you know of it")
_NOTHING = Words("お客さまのお手続きは必要ありません。", "You need not do anything.")
_UNAWARE = Words("お心当たりがない場合", "If you know nothing of it")
_CALL = Words(
    "代理を依頼していない、または依頼の内容が異なるときは、すぐに下記のお問い合わせ先まで"
    "ご連絡ください。ご連絡があれば、回答をいったん止めて事情を確認いたします。",
    "If you did not ask this person to act for you, or not for this, please contact us at once. We "
    "then hold our answer and look into it.",
)


def render_principal_notice(letter: PrincipalNoticeLetter) -> bytes:
    """The notice as a PDF. Raises UnableToRenderPdf."""
    return render_letter(facts=letter, body=principal_notice_body(letter))


def principal_notice_body(letter: PrincipalNoticeLetter) -> LetterBody:
    """What the notice says."""
    language = letter.language
    asked = Bullets(tuple(words.to(language) for words in letter.requests))
    capacity = letter.capacity.to(language)
    agent = (
        f"{letter.agent} 様（{capacity}）" if language == "ja" else f"{letter.agent} ({capacity})"
    )
    goes_to = _TO_AGENT if letter.answer_to_agent else _TO_PRINCIPAL
    return LetterBody(
        title=_TITLE.to(language),
        opening=(_OPENING.to(language),),
        particulars=(
            said(_ARRIVED.to(language), date_words(letter.arrived_on, language)),
            Particular(_REQUESTS.to(language), (asked,)),
            said(_AGENT.to(language), agent),
            said(_ANSWER.to(language), goes_to.to(language)),
        ),
        after=(
            Passage(_UNAWARE.to(language), (_CALL.to(language),)),
            Passage(_AWARE.to(language), (_NOTHING.to(language),)),
        ),
    )

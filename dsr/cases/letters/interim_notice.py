"""中間のお知らせ: the answer takes longer, why, and when to expect it."""

from dataclasses import dataclass
from datetime import date

from dsr.cases.letters.law import ACT, NOT_STATUTORY, lawsuit_before_answer
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
class InterimNotice(LetterFacts):
    """`reason` is mandatory. `progress`: what is done and what is not, one line each.

    `suit_possible_from`: arrival + 15 days where Art 39 applies to what was asked, else None.
    """

    arrived_on: date
    requests: tuple[Words, ...]
    reason: Words
    expected_on: date
    progress: tuple[Words, ...] = ()
    suit_possible_from: date | None = None


class UnableToWriteInterimNotice(ValueError):
    """There is no reason to give."""


_TITLE = Words(
    "ご回答までにお時間をいただくことについて（中間のお知らせ）",
    "Your answer takes longer (interim notice)",
)
_OPENING = Words(
    f"{ACT.ja}に基づく下記のご請求につきまして、確認に時間を要しており、まだご回答を"
    "差し上げることができておりません。お待たせしておりますことを深くお詫び申し上げます。"
    "その理由と今後の見込みを、下記のとおりお知らせいたします。",
    f"We have not yet been able to answer the following request under {ACT.en}, because looking "
    "into it takes time. We are very sorry to keep you waiting. The reason and the outlook are as "
    "follows.",
)
_ARRIVED = Words("到達日", "Arrival date")
_REQUESTS = Words("ご請求の内容", "What you asked for")
_REASON = Words("お時間をいただいている理由", "Why it takes longer")
_PROGRESS = Words("現在の状況", "Where things stand")
_EXPECTED = Words("ご回答の見込み", "When to expect the answer")
_AGAIN = Words(
    "お客さまのお手続きは必要ありません。見込みよりさらに遅れる場合は、改めてお知らせいたします。",
    "You need not do anything. If it should take longer still, we will tell you again.",
)
_LAWSUIT = Words("裁判上の手続について", "About going to court")


def render_interim_notice(letter: InterimNotice) -> bytes:
    """The interim notice as a PDF. Raises UnableToWriteInterimNotice, UnableToRenderPdf."""
    return render_letter(facts=letter, body=interim_notice_body(letter))


def interim_notice_body(letter: InterimNotice) -> LetterBody:
    """What the interim notice says."""
    if not letter.reason:
        raise UnableToWriteInterimNotice("an interim notice gives its reason")
    language = letter.language
    on = date_words(letter.expected_on, language)
    expected = Words(f"{on}ごろ", f"Around {on}").to(language)
    asked = Bullets(tuple(words.to(language) for words in letter.requests))
    particulars = [
        said(_ARRIVED.to(language), date_words(letter.arrived_on, language)),
        Particular(_REQUESTS.to(language), (asked,)),
        said(_REASON.to(language), letter.reason.to(language)),
    ]
    if letter.progress:
        progress = Bullets(tuple(words.to(language) for words in letter.progress))
        particulars.append(Particular(_PROGRESS.to(language), (progress,)))
    particulars.append(
        said(_EXPECTED.to(language), expected, NOT_STATUTORY.to(language), _AGAIN.to(language))
    )
    return LetterBody(
        title=_TITLE.to(language),
        opening=(_OPENING.to(language),),
        particulars=tuple(particulars),
        after=_after(letter),
    )


def _after(letter: InterimNotice) -> tuple[Passage, ...]:
    if letter.suit_possible_from is None:
        return ()
    language = letter.language
    told = lawsuit_before_answer(possible_from=letter.suit_possible_from, language=language)
    return (Passage(_LAWSUIT.to(language), (told,)),)

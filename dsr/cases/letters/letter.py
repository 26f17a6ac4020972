"""The form every letter of the desk takes: a Japanese company letter, and its English twin.

Reference and date at the top right, the addressee on the left, the sender on the right, the
title, what is said, 記 with its numbered particulars, 以上, what can be done next, and whom to ask.
English letters are courtesy copies and say so on their face.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from dsr.cases.letters.pdf import JSON, render_pdf
from dsr.cases.letters.words import NO_WORDS, Language, Words, date_words

_TEMPLATE = "cases/letters/typst/letter.typ"
PRIVACY_DESK = Words("個人情報お問い合わせ窓口", "Privacy desk")
COURTESY_COPY = "Courtesy translation. The Japanese text prevails."


@dataclass(frozen=True, kw_only=True)
class LetterHead:
    """Who writes. Empty facts are left out, never filled with a placeholder.

    `outside_contacts`: where else a person may turn, such as an accredited personal information
    protection organisation with its telephone; the PPC is always named by the letters themselves.
    """

    organisation: Words
    postal_code: str = ""
    address: Words = NO_WORDS
    manager_title: Words = NO_WORDS
    manager_name: Words = NO_WORDS
    contact_name: Words = PRIVACY_DESK
    contact_mail: str = ""
    contact_phone: str = ""
    outside_contacts: tuple[Words, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """Who is written to.

    `name` without 様. Where an agent asked, `name` is the agent, `capacity` says in which capacity
    (法定代理人) and `represented` is the data subject. `postal_code` and `address` only for a
    letter that is posted.
    """

    name: str
    represented: str = ""
    capacity: Words = NO_WORDS
    postal_code: str = ""
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class LetterFacts:
    """What every letter has. The kinds of letter add their own facts.

    `reference`: the public one, DSR-2026-000042. `dated_on`: date of the letter in Japan.
    """

    head: LetterHead
    addressee: Addressee
    reference: str
    dated_on: date
    language: Language = "ja"


@dataclass(frozen=True)
class Text:
    """One paragraph; line breaks are kept."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """A list; `ordered` numbers it, for steps that follow each other."""

    items: tuple[str, ...]
    ordered: bool = False


@dataclass(frozen=True)
class Table:
    """A small table. `widths`: each column's share of the line."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True)
class Facts:
    """Short labels with their text beside them."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Caption:
    """A small heading inside a particular."""

    text: str


Block: TypeAlias = "Text | Bullets | Table | Facts | Caption"


@dataclass(frozen=True)
class Particular:
    """One numbered line under 記: what it is about, and what there is to say."""

    label: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Passage:
    """Something said after 以上, under its own heading."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LetterBody:
    """What one letter says, in one language."""

    title: str
    opening: tuple[str, ...]
    particulars: tuple[Particular, ...]
    after: tuple[Passage, ...] = ()


def said(label: str, *texts: str) -> Particular:
    """A particular made of plain paragraphs; empty ones are left out."""
    return Particular(label, tuple(Text(text) for text in texts if text))


def render_letter(*, facts: LetterFacts, body: LetterBody) -> bytes:
    """The letter as a PDF. Raises UnableToRenderPdf."""
    return render_pdf(template=_TEMPLATE, data=letter_data(facts=facts, body=body))


def letter_data(*, facts: LetterFacts, body: LetterBody) -> dict[str, JSON]:
    """What the template reads: every word of the letter, already in its language."""
    language = facts.language
    return {
        "created_on": facts.dated_on.isoformat(),
        "language": language,
        "title": body.title,
        "organisation": facts.head.organisation.to(language),
        "notice": COURTESY_COPY if language == "en" else "",
        "reference": [_FORM["reference"].to(language), facts.reference],
        "date": date_words(facts.dated_on, language),
        "addressee": _addressee_lines(facts.addressee, language),
        "sender": _sender_lines(facts.head, language),
        "opening": list(body.opening),
        "particulars_heading": _FORM["particulars"].to(language),
        "particulars": [
            {"label": one.label, "blocks": [_block(block) for block in one.blocks]}
            for one in body.particulars
        ],
        "particulars_end": "以上" if language == "ja" else "",
        "after": [
            {"heading": one.heading, "paragraphs": list(one.paragraphs)} for one in body.after
        ],
        "contact": _contact(facts.head, language),
        "page_words": ["", " / "] if language == "ja" else ["Page ", " of "],
    }


_FORM = {
    "reference": Words("受付番号", "Reference"),
    "particulars": Words("記", "Particulars"),
    "contact": Words("お問い合わせ先", "Contact"),
    "mail": Words("メール", "E-mail"),
    "phone": Words("電話", "Telephone"),
    "address": Words("所在地", "Address"),
    "subject": Words("ご本人", "Data subject"),
}


def _addressee_lines(addressee: Addressee, language: Language) -> list[JSON]:
    """Address above, the name last: the template sets the last line large."""
    lines = [addressee.postal_code and f"〒{addressee.postal_code}", addressee.address]
    if addressee.represented:
        lines.append(
            f"{_FORM['subject'].to(language)} {_honoured(addressee.represented, language)}"
        )
    capacity = addressee.capacity.to(language)
    name = _honoured(addressee.name, language)
    if capacity:
        name = f"{capacity} {name}" if language == "ja" else f"{name} ({capacity})"
    return [*(line for line in lines if line), name]


def _honoured(name: str, language: Language) -> str:
    return f"{name} 様" if language == "ja" else name


def _sender_lines(head: LetterHead, language: Language) -> list[JSON]:
    manager = " ".join(
        words.to(language) for words in (head.manager_title, head.manager_name) if words
    )
    if language == "en":
        manager = ", ".join(
            words.to(language) for words in (head.manager_name, head.manager_title) if words
        )
    return [line for line in (head.organisation.to(language), manager) if line]


def _contact(head: LetterHead, language: Language) -> dict[str, JSON]:
    """The last lines of a letter: whom to ask, with only what is known."""
    organisation = head.organisation.to(language)
    desk = head.contact_name.to(language)
    rows: Sequence[tuple[str, str]] = (
        (_FORM["address"].to(language), _postal(head, language)),
        (_FORM["phone"].to(language), head.contact_phone),
        (_FORM["mail"].to(language), head.contact_mail),
    )
    return {
        "heading": _FORM["contact"].to(language),
        "name": f"{organisation} {desk}" if language == "ja" else f"{desk}, {organisation}",
        "rows": [[label, value] for label, value in rows if value],
    }


def _postal(head: LetterHead, language: Language) -> str:
    address = head.address.to(language)
    if not head.postal_code:
        return address
    return (
        f"〒{head.postal_code} {address}" if language == "ja" else f"{address} {head.postal_code}"
    )


def _block(block: Block) -> dict[str, JSON]:
    match block:
        case Text(text):
            return {"type": "text", "text": text}
        case Caption(text):
            return {"type": "caption", "text": text}
        case Bullets(items, ordered):
            return {"type": "steps" if ordered else "bullets", "items": list(items)}
        case Facts(rows):
            return {"type": "facts", "rows": [list(row) for row in rows]}
        case Table(columns, rows, widths):
            return {
                "type": "table",
                "columns": list(columns),
                "rows": [list(row) for row in rows],
                "widths": list(widths),
            }

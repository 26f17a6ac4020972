"""The sheet on top of what is posted: the address for the window, what is enclosed, what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dsr.cases.letters.letter import Addressee, LetterHead
from dsr.cases.letters.pdf import JSON, render_pdf
from dsr.cases.letters.words import Language, date_words
from dsr.fulfilment.letters.paper_words import CONFIDENTIAL, PAPER_WORDS

TEMPLATE = "fulfilment/letters/typst/posting.typ"


@dataclass(frozen=True, kw_only=True)
class Cover:
    """What the sheet says.

    `enclosed`: what it is, and how many pages or pieces. `medium_name`: of the file on the medium,
    "" for paper. `hashes`: label and SHA-256 in hex.
    """

    head: LetterHead
    addressee: Addressee
    reference: str
    arrived_on: date
    dated_on: date
    language: Language
    enclosed: Sequence[tuple[str, str]]
    medium_name: str = ""
    hashes: Sequence[tuple[str, str]] = ()


def render_cover(cover: Cover) -> bytes:
    """The sheet as a PDF. Raises UnableToRenderPdf."""
    return render_pdf(template=TEMPLATE, data=cover_data(cover))


def cover_data(cover: Cover) -> dict[str, JSON]:
    """Everything the sheet says, in its language. The address is Japanese: it is for the post."""
    language = cover.language
    word = {key: words.to(language) for key, words in PAPER_WORDS.items()}
    head = cover.head
    return {
        "created_on": cover.dated_on.isoformat(),
        "language": language,
        "title": word["title"],
        "organisation": head.organisation.to(language),
        "reference": [word["reference"], cover.reference],
        "page_words": ["", " / "] if language == "ja" else ["Page ", " of "],
        "address": _address(cover.addressee),
        "name": f"{cover.addressee.name} 様",
        "mark": CONFIDENTIAL,
        "dated": date_words(cover.dated_on, language),
        "sender": _sender(head, language),
        "opening": [
            word["opening"].format(
                arrived=date_words(cover.arrived_on, language), reference=cover.reference
            )
        ],
        "enclosed": {
            "heading": word["enclosed"],
            "columns": [word["item"], word["pages"]],
            "rows": [list(row) for row in cover.enclosed],
        },
        "steps": {"heading": word["steps"], "rows": _steps(cover.medium_name, word)},
        "checks": {
            "heading": word["checks"],
            "text": word["checks_text"],
            "rows": [list(row) for row in cover.hashes],
        },
        "stray": word["stray"],
        "contact": [
            line
            for line in (
                f"{head.organisation.to(language)} {head.contact_name.to(language)}",
                head.contact_phone,
                head.contact_mail,
            )
            if line
        ],
    }


def _address(addressee: Addressee) -> list[JSON]:
    lines = [line.strip() for line in addressee.address.split("\n") if line.strip()]
    code = addressee.postal_code
    return [f"〒{code}", *lines] if code else list(lines)


def _sender(head: LetterHead, language: Language) -> list[JSON]:
    code = f"〒{head.postal_code}" if head.postal_code else ""
    lines = (code, head.address.to(language), head.organisation.to(language))
    return [line for line in lines if line]


def _steps(name: str, word: dict[str, str]) -> list[JSON]:
    if not name:
        return []
    return [
        word["step_page"],
        word["step_code"],
        word["step_unpack"].format(name=name),
        word["step_index"],
    ]

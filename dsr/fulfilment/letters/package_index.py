"""The index of a package as plain data: one content, shown as a web page and as a PDF."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from unicodedata import east_asian_width

from dsr.cases.enums import FileFormat
from dsr.cases.letters.words import Language, date_words
from dsr.fulfilment.domain.package_cells import JSON, cell_text
from dsr.fulfilment.letters.package_contents import (
    PackageAttachment,
    PackageCategory,
    PackageContents,
    PackageField,
)
from dsr.fulfilment.letters.package_data import Survey
from dsr.fulfilment.letters.package_index_words import (
    INDEX_WORDS,
    READING,
    READING_CODE_POINTS,
    READING_HTML,
    READING_VOLUMES,
)

_JST = timezone(timedelta(hours=9))
# More columns than this do not fit a page: each record becomes a list of its fields
_COLUMNS = 6
# suffixes of a field's name in the page's language and in the other one, and its label's mark there
_TOLD_AGAIN: Mapping[str, tuple[str, str, str]] = {
    "ja": ("_ja", "_en", "（英語）"),
    "en": ("_en", "_ja", " (Japanese)"),
}
_NARROWEST, _WIDEST = 8, 40
# Laying out one paragraph costs more than in proportion to its length
PIECE = 2_000


@dataclass(frozen=True)
class Surveyed:
    """A category and what was seen of it."""

    category: PackageCategory
    seen: Survey


@dataclass(frozen=True)
class Placed:
    """An attachment and its path in the package."""

    attachment: PackageAttachment
    path: str


def index_data(
    *,
    contents: PackageContents,
    surveyed: Sequence[Surveyed],
    placed: Sequence[Placed],
    language: Language,
) -> dict[str, JSON]:
    """Everything the index says, in its language. Values are as they are: renderers escape them."""
    word = _words(language)
    return {
        **frame_data(contents, language, word["title"]),
        "lead": [word["lead"], word["care"]],
        "facts": _facts(contents, language),
        "contents_heading": word["contents"],
        "categories": [_category(one, language) for one in surveyed],
        "excluded": _excluded(contents, language),
        "attached": _attached(placed, language),
        "reading": [word["reading"], _reading(contents, surveyed, language)],
        "integrity": [word["integrity"], word["manifest"]],
        "contact": _contact(contents, language),
    }


def frame_data(contents: PackageContents, language: Language, title: str) -> dict[str, JSON]:
    """What the index and the volumes share."""
    return {
        "created_on": contents.created_at.isoformat(),
        "language": language,
        "title": title,
        "organisation": contents.head.organisation.to(language),
        "reference": [INDEX_WORDS["reference"].to(language), contents.reference],
        "page_words": ["", " / "] if language == "ja" else ["Page ", " of "],
    }


def table_data(
    fields: Sequence[PackageField], rows: Sequence[Mapping[str, JSON]], language: Language
) -> dict[str, JSON]:
    """Rows under their labels: a table where it fits the page, else a card per record."""
    fields = in_language(fields, language)
    labels = [one.label.to(language) for one in fields]
    cells = [[shown(row.get(one.name), language) for one in fields] for row in rows]
    long = any(len(cell) > PIECE for row in cells for cell in row)
    if len(rows) == 1 or len(fields) > _COLUMNS or long:
        return {"layout": "cards", "cards": [_card(labels, row) for row in cells]}
    columns = [[label, *(row[index] for row in cells)] for index, label in enumerate(labels)]
    widths = [_width(column) for column in columns]
    return {"layout": "table", "columns": labels, "rows": cells, "widths": widths}


def in_language(fields: Sequence[PackageField], language: Language) -> list[PackageField]:
    """Without fields that say again in the other language what another says: the files have both.

    Such a field comes in a pair, named as …_ja and …_en, and its label says which it is.
    """
    own, other, mark = _TOLD_AGAIN[language]
    names = {one.name for one in fields}
    return [
        one
        for one in fields
        if not one.name.endswith(other)
        or one.name.removesuffix(other) + own not in names
        or not one.label.to(language).endswith(mark)
    ]


def _card(labels: Sequence[str], cells: Sequence[str]) -> list[JSON]:
    """Label and value in pairs; a long value goes on in further pairs, which are numbered."""
    pairs: list[JSON] = []
    for label, cell in zip(labels, cells, strict=True):
        pairs.append([label, cell[:PIECE]])
        rest = range(PIECE, len(cell), PIECE)
        pairs.extend(
            [f"{label} ({number})", cell[start : start + PIECE]]
            for number, start in enumerate(rest, start=2)
        )
    return pairs


def shown(value: JSON, language: Language) -> str:
    """A value for a reader: nothing is left to guess between no value and an empty one."""
    if value is None:
        return INDEX_WORDS["none"].to(language)
    if value == "" and isinstance(value, str):
        return INDEX_WORDS["empty"].to(language)
    if isinstance(value, bool):
        return INDEX_WORDS["yes" if value else "no"].to(language)
    return cell_text(value)


def moment_words(moment: datetime, language: Language) -> str:
    """2026年4月10日 14:05（日本時間）."""
    local = moment.astimezone(_JST)
    return (
        INDEX_WORDS["clock"]
        .to(language)
        .format(date=date_words(local.date(), language), time=f"{local:%H:%M}")
    )


def _width(texts: Sequence[str]) -> int:
    """A column's share of the line: its widest line in half-width characters, within reason."""
    longest = max(
        (sum(2 if east_asian_width(c) in "FW" else 1 for c in text[:_WIDEST]) for text in texts),
        default=0,
    )
    return min(max(longest, _NARROWEST), _WIDEST)


def _words(language: Language) -> dict[str, str]:
    return {key: words.to(language) for key, words in INDEX_WORDS.items()}


def _facts(contents: PackageContents, language: Language) -> list[JSON]:
    word = _words(language)
    subject = contents.subject_name
    return [
        [word["reference"], contents.reference],
        [word["subject"], f"{subject} 様" if language == "ja" else subject],
        [word["arrived"], date_words(contents.arrived_on, language)],
        [word["created"], moment_words(contents.created_at, language)],
        [word["policy"], contents.policy_version],
    ]


def _category(surveyed: Surveyed, language: Language) -> dict[str, JSON]:
    word = _words(language)
    category, seen = surveyed.category, surveyed.seen
    fields = seen.fields(category)
    note = ""
    if not seen.complete:
        files = "、".join(seen.paths) if language == "ja" else ", ".join(seen.paths)
        note = word["shown"].format(count=seen.count, shown=len(seen.shown), files=files)
        note += word["shortened"] if seen.shortened else ""
    return {
        "label": category.label.to(language),
        "description": category.description.to(language),
        "facts": [
            [word["source"], category.source.to(language)],
            [word["collected"], moment_words(category.collected_at, language)],
            [word["count"], word["records"].format(seen.count)],
        ],
        "files": [word["files"], list(seen.paths)],
        "count": word["records"].format(seen.count),
        "nothing": "" if seen.count else word["nothing"],
        "titled": len(seen.shown) > 1,
        "record": [word["record"].format(number + 1) for number in range(len(seen.shown))],
        "fields_heading": word["fields"],
        **_explanations(fields, language),
        "note": note,
        **table_data(fields, seen.shown, language),
    }


def _explanations(fields: Sequence[PackageField], language: Language) -> dict[str, JSON]:
    """What each field is called, and what it means where any source says so."""
    word = _words(language)
    if any(one.meaning.to(language) for one in fields):
        return {
            "fields_columns": [word["field"], word["meaning"], word["name"]],
            "fields": [
                [one.label.to(language), one.meaning.to(language), one.name] for one in fields
            ],
        }
    return {
        "fields_columns": [word["field"], word["name"]],
        "fields": [[one.label.to(language), one.name] for one in fields],
    }


def _excluded(contents: PackageContents, language: Language) -> dict[str, JSON]:
    word = _words(language)
    return {
        "heading": word["excluded"],
        "none": word["excluded_none"],
        "columns": [word["category"], word["field"], word["ground"], word["reason"]],
        "rows": [
            [
                one.category.to(language),
                one.field.to(language) or word["whole"],
                one.ground.to(language),
                one.reason.to(language),
            ]
            for one in contents.exclusions
        ],
    }


def _attached(placed: Sequence[Placed], language: Language) -> dict[str, JSON]:
    word = _words(language)
    return {
        "heading": word["attached"],
        "columns": [word["attachment"], word["source"], word["files"]],
        "rows": [
            [one.attachment.label.to(language), one.attachment.source.to(language), one.path]
            for one in placed
        ],
    }


def _reading(
    contents: PackageContents, surveyed: Sequence[Surveyed], language: Language
) -> list[JSON]:
    texts = [READING_HTML.to(language)]
    texts.extend(
        READING[chosen.value].to(language) for chosen in FileFormat if chosen in contents.formats
    )
    if any(path.endswith(".pdf") for one in surveyed for path in one.seen.paths):
        texts.append(READING_VOLUMES.to(language))
    return [*texts, READING_CODE_POINTS.to(language)]


def _contact(contents: PackageContents, language: Language) -> list[JSON]:
    head = contents.head
    lines = (
        head.organisation.to(language),
        head.contact_name.to(language),
        head.contact_phone,
        head.contact_mail,
    )
    return [INDEX_WORDS["contact"].to(language), [line for line in lines if line]]

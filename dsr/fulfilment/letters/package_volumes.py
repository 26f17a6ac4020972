"""PDF volumes: the whole of a long category on pages, where the person chose PDF and nothing else.

The index shows the first rows only and points to the data file. Whoever asked for PDF alone has no
data file, so everything goes into numbered volumes of a size that opens anywhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dsr.cases.letters.pdf import render_pdf
from dsr.cases.letters.words import Language
from dsr.fulfilment.domain.package_cells import JSON, cell_text
from dsr.fulfilment.domain.package_names import PathBook
from dsr.fulfilment.letters.package_archive import PackageArchive
from dsr.fulfilment.letters.package_contents import (
    PackageCategory,
    PackageContents,
    PackageField,
    Record,
    UnableToWritePackage,
)
from dsr.fulfilment.letters.package_data import Survey
from dsr.fulfilment.letters.package_index import PIECE, frame_data, table_data
from dsr.fulfilment.letters.package_index_words import INDEX_WORDS

TEMPLATE = "fulfilment/letters/typst/package.typ"
VOLUME_ROWS = 500
VOLUME_CHARACTERS = 100_000


@dataclass(frozen=True)
class _Volume:
    """What stands in one volume: tables or cards, and the title of each card."""

    records: dict[str, JSON]
    titles: list[str]


def write_volumes(
    *,
    archive: PackageArchive,
    paths: PathBook,
    contents: PackageContents,
    category: PackageCategory,
    seen: Survey,
) -> None:
    """Write `data/<code>.pdf`, `data/<code>-2.pdf`, … Raises UnableToWritePackage."""
    for volume in volume_pdfs(contents=contents, category=category, seen=seen):
        path = paths.take("data", f"{category.code}.pdf")
        archive.add(path, volume)
        seen.paths.append(path)


def volume_pdfs(
    *, contents: PackageContents, category: PackageCategory, seen: Survey
) -> Iterator[bytes]:
    """The whole of a category as PDFs, one at a time. Raises UnableToWritePackage."""
    language = contents.languages[0]
    fields = seen.fields(category)
    number = written = 0
    for rows in _batches(category):
        for volume in _volumes(fields, rows, written, language):
            number += 1
            data = _volume_data(contents, category, volume, number)
            yield render_pdf(template=TEMPLATE, data=data)
        written += len(rows)
    if written != seen.count:
        raise UnableToWritePackage(f"{category.code} was read twice and differed")


def _batches(category: PackageCategory) -> Iterator[list[Record]]:
    """The records in groups that fit a volume; a record too long for one stands alone."""
    rows: list[Record] = []
    characters = 0
    for record in category.open_records():
        length = sum(len(cell_text(value)) for value in record.values())
        if rows and (len(rows) >= VOLUME_ROWS or characters + length > VOLUME_CHARACTERS):
            yield rows
            rows, characters = [], 0
        rows.append(record)
        characters += length
    if rows:
        yield rows


def _volumes(
    fields: Sequence[PackageField], rows: Sequence[Record], before: int, language: Language
) -> Iterator[_Volume]:
    """One volume of `rows`, or several of one record that is too long for one."""
    title = INDEX_WORDS["record"].to(language)
    titles = [title.format(before + index) for index in range(1, len(rows) + 1)]
    data = table_data(fields, rows, language)
    if len(rows) > 1:
        yield _Volume(data, titles)
        return
    cards: Any = data["cards"]
    pairs = cards[0]
    for start in range(0, len(pairs), VOLUME_CHARACTERS // PIECE):
        part = pairs[start : start + VOLUME_CHARACTERS // PIECE]
        yield _Volume({"layout": "cards", "cards": [part]}, titles)


def _volume_data(
    contents: PackageContents, category: PackageCategory, volume: _Volume, number: int
) -> dict[str, JSON]:
    language = contents.languages[0]
    label = category.label.to(language)
    title = INDEX_WORDS["volume"].to(language).format(label=label, number=number)
    return {
        **frame_data(contents, language, title),
        "categories": [
            {
                "label": label,
                "description": "",
                "facts": [[INDEX_WORDS["source"].to(language), category.source.to(language)]],
                "files": ["", []],
                "nothing": "",
                "fields": [],
                "note": "",
                "titled": True,
                "record": volume.titles,
                **volume.records,
            }
        ],
    }

"""The data files of a package: JSON that holds values exactly, CSV that opens in a spreadsheet.

Records stream through: each file is cut into parts before a spreadsheet or an old unpacker would
refuse it, and only the first rows of each category are kept, shortened, for the index.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from dsr.cases.letters.words import Language, Words
from dsr.fulfilment.domain.package_cells import JSON, cell_text, csv_line, exact_json
from dsr.fulfilment.domain.package_names import PathBook
from dsr.fulfilment.letters.package_archive import Entry, PackageArchive
from dsr.fulfilment.letters.package_contents import (
    PackageCategory,
    PackageField,
    Record,
    UnableToWritePackage,
)

ROWS_SHOWN = 200
CHARACTERS_SHOWN = 1_000  # of one value
CHARACTERS_KEPT = 60_000  # of one category
# Excel opens 1,048,576 rows
PART_ROWS = 1_000_000
PART_BYTES = 1 << 30
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass
class Survey:
    """What the first reading of a category saw.

    `shown`: its first rows, long values shortened (`shortened`: whether any was). `complete`:
    whether nothing is missing from `shown`.
    `unlabelled`: names in records that the category's fields do not know.
    """

    count: int = 0
    shown: list[dict[str, JSON]] = field(default_factory=list)
    complete: bool = True
    shortened: bool = False
    unlabelled: set[str] = field(default_factory=set)
    paths: list[str] = field(default_factory=list)
    kept: int = 0

    def see(self, record: Record, known: frozenset[str]) -> None:
        """Take note of one record."""
        self.count += 1
        if not record.keys() <= known:
            self.unlabelled.update(record.keys() - known)
        if len(self.shown) >= ROWS_SHOWN or self.kept >= CHARACTERS_KEPT:
            self.complete = False
            return
        self.shown.append({name: self._shortened(value) for name, value in record.items()})

    def fields(self, category: PackageCategory) -> tuple[PackageField, ...]:
        """Every column, the unlabelled ones last, under their own name."""
        extra = (PackageField(name, Words(name)) for name in sorted(self.unlabelled))
        return (*category.fields, *extra)

    def _shortened(self, value: JSON) -> JSON:
        text = cell_text(value)
        self.kept += min(len(text), CHARACTERS_SHOWN)
        if len(text) <= CHARACTERS_SHOWN:
            return value
        self.complete, self.shortened = False, True
        return f"{text[:CHARACTERS_SHOWN]}…"


def survey(category: PackageCategory) -> Survey:
    """Read a category without writing it."""
    seen = Survey()
    known = known_names(category)
    for record in category.open_records():
        seen.see(record, known)
    return seen


def write_json(
    archive: PackageArchive, paths: PathBook, category: PackageCategory, reference: str
) -> Survey:
    """Write `data/<code>.json`, and survey the category on the way."""
    seen = Survey()
    known = known_names(category)
    records = iter(category.open_records())
    for first in records:
        path = paths.take("data", f"{category.code}.json")
        with archive.entry(path) as entry:
            _write_json_part(entry, chain((first,), records), category, reference, seen, known)
        seen.paths.append(path)
    return seen


def _write_json_part(
    entry: Entry,
    records: Iterator[Record],
    category: PackageCategory,
    reference: str,
    seen: Survey,
    known: frozenset[str],
) -> None:
    entry.write(_json_head(category, reference))
    separator = b"\n"
    for record in records:
        seen.see(record, known)
        entry.write(separator + exact_json(dict(record)))
        separator = b",\n"
        entry.records += 1
        if _full(entry):
            break
    entry.write(b"\n]}\n")


def _json_head(category: PackageCategory, reference: str) -> bytes:
    head: dict[str, JSON] = {
        "reference": reference,
        "category": category.code,
        "label": _both(category.label),
        "source": _both(category.source),
        "collected_at": category.collected_at.isoformat(),
        "fields": [
            {"name": one.name, "label": _both(one.label), "meaning": _both(one.meaning)}
            for one in category.fields
        ],
    }
    return exact_json(head)[:-1] + b',\n"records":['


def write_csv(
    archive: PackageArchive,
    paths: PathBook,
    category: PackageCategory,
    seen: Survey,
    language: Language,
) -> None:
    """Write `data/<code>.csv`: UTF-8 with its mark, CRLF, guarded cells, labels in `language`.

    Raises UnableToWritePackage where the records are not those of the first reading.
    """
    fields = seen.fields(category)
    names = [one.name for one in fields]
    header = _header(fields, language)
    count = 0
    records = iter(category.open_records())
    for first in records:
        path = paths.take("data", f"{category.code}.csv")
        with archive.entry(path) as entry:
            _write_csv_part(entry, chain((first,), records), header, names)
        count += entry.records
        seen.paths.append(path)
    if count != seen.count:
        raise UnableToWritePackage(f"{category.code} was read twice and differed")


def _write_csv_part(
    entry: Entry, records: Iterator[Record], header: list[str], names: list[str]
) -> None:
    known = frozenset(names)
    entry.write(BYTE_ORDER_MARK + csv_line(header).encode())
    for record in records:
        if not record.keys() <= known:
            raise UnableToWritePackage("a record holds a name that the first reading did not see")
        entry.write(csv_line([record.get(name) for name in names]).encode())
        entry.records += 1
        if _full(entry):
            break


def _full(entry: Entry) -> bool:
    return entry.records >= PART_ROWS or entry.size >= PART_BYTES


def _header(fields: tuple[PackageField, ...], language: Language) -> list[str]:
    """The labels, with the name behind those that occur twice."""
    labels = [one.label.to(language) for one in fields]
    return [
        label if labels.count(label) == 1 else f"{label} ({one.name})"
        for label, one in zip(labels, fields, strict=True)
    ]


def known_names(category: PackageCategory) -> frozenset[str]:
    """The names a category has labels for."""
    return frozenset(one.name for one in category.fields)


def _both(words: Words) -> Mapping[str, str]:
    return {"ja": words.to("ja"), "en": words.to("en")}

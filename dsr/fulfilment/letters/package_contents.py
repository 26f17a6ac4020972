"""What goes into a disclosure package, as its caller hands it over."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO, TypeAlias

from dsr.cases.enums import FileFormat
from dsr.cases.letters.letter import LetterHead
from dsr.cases.letters.words import NO_WORDS, Language, Words
from dsr.fulfilment.domain.package_cells import JSON
from dsr.fulfilment.domain.package_manifest import PackageFile

Record: TypeAlias = Mapping[str, JSON]


@dataclass(frozen=True)
class PackageField:
    """One column: `name` in the record, `label` for people, `meaning` in a sentence."""

    name: str
    label: Words
    meaning: Words = NO_WORDS


@dataclass(frozen=True, kw_only=True)
class PackageCategory:
    """What one source holds in one data category.

    `code`: of the register of data categories; it names the files. `open_records` gives the records
    afresh each time it is called, the same ones in the same order: every format reads them once, so
    that none is ever held in memory. `collected_at` is aware. A record may hold names that `fields`
    does not know: they are written too, under their own name.
    """

    code: str
    label: Words
    source: Words
    collected_at: datetime
    fields: tuple[PackageField, ...]
    open_records: Callable[[], Iterable[Record]]
    description: Words = NO_WORDS


@dataclass(frozen=True, kw_only=True)
class PackageExclusion:
    """What is left out, in the words of the letter. `field` empty: the whole category."""

    category: Words
    field: Words = NO_WORDS
    ground: Words
    reason: Words


@dataclass(frozen=True, kw_only=True)
class PackageAttachment:
    """A file that goes in as it is. `name` is made safe; `size` in bytes is checked.

    A file that is made while it is opened, in memory, has no `size`.

    `folder`: `attachments` for files from manual tasks, `letters` for the letter of decision.
    """

    name: str
    label: Words
    size: int | None
    open_file: Callable[[], BinaryIO]
    source: Words = NO_WORDS
    folder: str = "attachments"


@dataclass(frozen=True, kw_only=True)
class PackageContents:
    """One package.

    `subject_name`: whose data it is. `created_at`: aware; the hour inside every file. `formats`:
    what the person chose of PDF, CSV and JSON. `languages`: of the index, first one first.
    `policy_version`: the notice that governs the person. `generator_version`: of this product.
    """

    head: LetterHead
    reference: str
    subject_name: str
    arrived_on: date
    created_at: datetime
    policy_version: str
    generator_version: str
    categories: Sequence[PackageCategory]
    formats: frozenset[FileFormat] = frozenset(FileFormat)
    languages: tuple[Language, ...] = ("ja",)
    exclusions: Sequence[PackageExclusion] = ()
    attachments: Sequence[PackageAttachment] = ()


@dataclass(frozen=True)
class PackageProgress:
    """How far the writing is: the file in hand, its records so far, bytes of the package so far."""

    path: str
    records: int
    written: int


@dataclass(frozen=True)
class PackageSummary:
    """What was written. `sha256` and `size` of the whole ZIP; `records` by data category."""

    size: int
    sha256: str
    manifest_sha256: str
    files: tuple[PackageFile, ...] = field(repr=False)
    records: Mapping[str, int] = field(repr=False)


class UnableToWritePackage(RuntimeError):
    """The contents do not hold together; what was written so far is to be thrown away."""

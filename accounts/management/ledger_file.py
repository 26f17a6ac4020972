"""Commands that fill a ledger from a CSV file, or write one to a file, and say how far they are."""

import csv
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.domain.imported_rows import Imported, UnableToImport
from accounts.models import LedgerRow

STEP = 64 * 1024 * 1024  # bytes between two words of progress


def check_header(header: Sequence[str], columns: Sequence[str]) -> None:
    """Raise CommandError where a column is not there, or is there twice."""
    if missing := set(columns) - set(header):
        raise CommandError(f"The file lacks: {', '.join(sorted(missing))}")
    if twice := [name for name in columns if header.count(name) > 1]:
        raise CommandError(f"The file has twice: {', '.join(twice)}")


def rows_of(lines: Iterator[list[str]], columns: Sequence[str]) -> Iterator[Sequence[str]]:
    """The cells of `columns` in every row; NUL, which is no value, where a row is too short.

    Raises CommandError.
    """
    header = next(lines, [])
    check_header(header, columns)
    cells = itemgetter(*[header.index(column) for column in columns])
    for line in lines:
        if line:
            yield cells(line if len(line) >= len(header) else [*line, *"\0" * len(header)])


class FileCommand(BaseCommand):
    """`manage.py … FILE`."""

    def add_arguments(self, parser: Any) -> None:
        """The file."""
        parser.add_argument("file", type=Path)


class ImportFileCommand(FileCommand):
    """Reads the file; may be run again. `columns` must be there; `bring` is the service's verb."""

    columns: ClassVar[Sequence[str]]
    bring: ClassVar[Callable[..., Imported]]

    def handle(self, *args: Any, **options: Any) -> None:
        """Import it. Raises CommandError."""
        try:
            self._import(options["file"])
        except UnableToImport as error:
            raise CommandError(f"{error}. What stands before its piece is recorded.") from None
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise CommandError(f"The file cannot be read: {type(error).__name__}") from error

    def _import(self, file: Path) -> None:
        with file.open(encoding="utf-8-sig", newline="") as text:
            rows = rows_of(csv.reader(text), self.columns)
            done = self.bring(rows=rows, said=self._say, now=timezone.now())
        self.stdout.write(f"{done.recorded} recorded, {done.known} known already")

    def _say(self, done: int) -> None:
        self.stdout.write(f"{done} rows")


class ExportFileCommand(FileCommand):
    """Writes the file. `ledger` is counted; `give` is the service's verb."""

    ledger: ClassVar[type[LedgerRow]]
    give: ClassVar[Callable[..., None]]

    def handle(self, *args: Any, **options: Any) -> None:
        """Export it."""
        self._written = 0
        with options["file"].open("wb") as self._file:
            self.give(write=self._write)
        self.stdout.write(f"{self.ledger._default_manager.count()} rows, {self._written} bytes")

    def _write(self, block: bytes) -> None:
        before = self._written // STEP
        self._written += self._file.write(block)
        if self._written // STEP > before:
            self.stdout.write(f"{self._written} bytes")

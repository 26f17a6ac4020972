"""manage.py import_provision_records FILE.csv: records of provision (Arts 29, 30) from a file."""

import csv
import itertools
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.management.ledger_file import check_header
from policies.domain.calendar import jst_date
from policies.domain.provision_rows import (
    COLUMNS,
    ProvisionRow,
    UnableToReadProvision,
    provision_row,
)
from policies.services.provision_records import UnableToRecordProvision, record_provisions

BATCH = 1000
MOST_FAULTS = 20


class Command(BaseCommand):
    """The whole file is checked before a line of it is kept; keys known already are left out.

    So a run that was broken off is simply run again.
    """

    help = (
        "Import provision records from a UTF-8 CSV file with a header. Columns: "
        + ", ".join(COLUMNS)
        + ". Dates as 2026-04-01; direction PROVIDED or RECEIVED; basis CONSENT, OPT_OUT or OTHER."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="read and check, keep nothing")

    def handle(self, *args: Any, file: Path, check: bool, **options: Any) -> None:
        """Check, then keep, a thousand at a time, and say how far it is."""
        total = self._check(file)
        self.stdout.write(f"{total} records read, all sound.")
        if check:
            return
        kept = done = 0
        for rows in _batches(_rows(file)):
            try:
                kept += record_provisions(rows=rows, source=file.name, now=timezone.now())
            except UnableToRecordProvision as refused:
                said = "\n".join(
                    f"record {done + one.place + 1}: {one.fault.column}: {one.fault.why}"
                    for one in refused.faults[:MOST_FAULTS]
                )
                raise CommandError(f"{done} of {total} were kept, then none.\n{said}") from refused
            done += len(rows)
            self.stdout.write(f"{done} of {total} ({done * 100 // total} %)")
        self.stdout.write(f"{kept} new records, {total - kept} known already.")

    def _check(self, file: Path) -> int:
        faults: list[str] = []
        total = 0
        for line, cells in _lines(file):
            total += 1
            try:
                provision_row(cells, on=_today())
            except UnableToReadProvision as fault:
                faults.append(f"line {line}: {fault}")
                if len(faults) == MOST_FAULTS:
                    break
        if faults:
            raise CommandError("Nothing was kept.\n" + "\n".join(faults))
        return total


def _lines(file: Path) -> Iterator[tuple[int, dict[str | None, Any]]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.DictReader(opened)
            check_header(list(reader.fieldnames or ()), COLUMNS)
            for cells in reader:
                yield reader.line_num, cells
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CommandError(f"{file.name} cannot be read: {type(error).__name__}") from error


def _rows(file: Path) -> Iterator[ProvisionRow]:
    return (provision_row(cells, on=_today()) for _, cells in _lines(file))


def _today() -> date:
    return jst_date(timezone.now())


def _batches(rows: Iterator[ProvisionRow]) -> Iterator[list[ProvisionRow]]:
    while batch := list(itertools.islice(rows, BATCH)):
        yield batch

"""Record acceptances of policy versions from a CSV file (docs/integration.md)."""

import csv
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.domain.imported_rows import UnableToImport
from policies.services.bulk import COLUMNS, import_acceptances


class Command(BaseCommand):
    """`manage.py import_acceptances FILE`: says how far it is, and may be run again."""

    help = f"Record acceptances from a CSV file with the columns {', '.join(COLUMNS)}."

    def add_arguments(self, parser: Any) -> None:
        """The file."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Import it."""
        try:
            self._import(options["file"])
        except UnableToImport as error:
            raise CommandError(f"{error}. What stands before its piece is recorded.") from None
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise CommandError(f"The file cannot be read: {type(error).__name__}") from error

    def _import(self, file: Path) -> None:
        with file.open(encoding="utf-8-sig", newline="") as text:
            rows = csv.DictReader(text)
            if missing := set(COLUMNS) - set(rows.fieldnames or ()):
                raise CommandError(f"The file lacks: {', '.join(sorted(missing))}")
            done = import_acceptances(rows=rows, said=self._say, now=timezone.now())
        self.stdout.write(f"{done.recorded} recorded, {done.known} known already")

    def _say(self, done: int) -> None:
        self.stdout.write(f"{done} rows")

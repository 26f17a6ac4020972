"""Write the ledger of acceptances to a CSV file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from policies.models import PolicyAcceptance
from policies.services.bulk import export_acceptances

STEP = 64 * 1024 * 1024  # bytes between two words of progress


class Command(BaseCommand):
    """`manage.py export_acceptances FILE`."""

    help = "Write the ledger of acceptances to a CSV file."

    def add_arguments(self, parser: Any) -> None:
        """The file."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Export it."""
        self._written = 0
        with options["file"].open("wb") as self._file:
            export_acceptances(write=self._write)
        self.stdout.write(f"{PolicyAcceptance.objects.count()} rows, {self._written} bytes")

    def _write(self, block: bytes) -> None:
        before = self._written // STEP
        self._written += self._file.write(block)
        if self._written // STEP > before:
            self.stdout.write(f"{self._written} bytes")

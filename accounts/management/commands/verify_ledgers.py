"""manage.py verify_ledgers: is the record whole, and if not, which row?"""

import json
import sys
import time
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.selectors.ledgers import Fault, LedgerReport, verify_ledgers


class Command(BaseCommand):
    """Prints a line per ledger and a line per fault; the exit code is 1 when anything is wrong."""

    help = "Check numbering, hashes, links, heads and triggers of every append-only ledger."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--json` prints one JSON document instead; progress then goes to the error stream."""
        parser.add_argument("--json", action="store_true", help="print the reports as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, report, exit 0 or 1."""
        progress = self.stderr if options["json"] else self.stdout
        reports: list[LedgerReport] = []
        started = time.monotonic()
        for report in verify_ledgers():
            reports.append(report)
            spent = time.monotonic() - started
            state = "whole" if not report.faults else f"{len(report.faults)} faults"
            progress.write(
                f"{report.ledger}: {report.rows} rows in {report.chains} chains, {state}"
                f" ({spent:.1f} s so far)"
            )
            if not options["json"]:
                for fault in report.faults:
                    self.stdout.write(f"  {_sentence(fault)}")
        if options["json"]:
            self.stdout.write(json.dumps([asdict(report) for report in reports], indent=2))
        if any(report.faults for report in reports):
            sys.exit(1)


def _sentence(fault: Fault) -> str:
    span = (
        f"{fault.sequence}" if fault.until == fault.sequence else f"{fault.sequence}-{fault.until}"
    )
    row = "" if fault.row_id is None else f" (id {fault.row_id})"
    return f"{fault.kind} {fault.ledger} {fault.chain}#{span}{row}"

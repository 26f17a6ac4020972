"""manage.py record_bounces: reports of mails that came back, from a Maildir or one on stdin."""

import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.domain.returned_mail import MOST_BYTES, UnableToReadReport, read_report
from accounts.services.returned_mails import ReturnNoted, record_return

UNREADABLE = "no report of a delivery"


class Command(BaseCommand):
    """A mail server hands over a report by a pipe, or puts it into a folder that is read.

    What was read moves from the folder's new/ to its cur/ and is left there.
    """

    help = "Record mails that came back (RFC 3464): one report on stdin, or those of a Maildir."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where they are."""
        parser.add_argument("--maildir", type=Path, help="folder with new/ and cur/")

    def handle(self, *args: Any, maildir: Path | None, **options: Any) -> None:
        """Read and record."""
        found: Counter[str] = Counter()
        if maildir is None:
            found[self._record(sys.stdin.buffer.read(MOST_BYTES + 1))] += 1
        else:
            for path in _waiting(maildir):
                with path.open("rb") as mail:
                    found[self._record(mail.read(MOST_BYTES + 1))] += 1
                path.rename(maildir / "cur" / f"{path.name.partition(':')[0]}:2,S")
        self.stdout.write(", ".join(f"{count} {what}" for what, count in sorted(found.items())))

    def _record(self, raw: bytes) -> str:
        try:
            report = read_report(raw)
        except UnableToReadReport:
            return UNREADABLE
        noted: ReturnNoted = record_return(report=report, now=timezone.now())
        return noted.value


def _waiting(maildir: Path) -> list[Path]:
    for folder in ("new", "cur"):
        if not (maildir / folder).is_dir():
            raise CommandError("This is no Maildir: it has no new/ and cur/.")
    return sorted(path for path in (maildir / "new").iterdir() if path.is_file())

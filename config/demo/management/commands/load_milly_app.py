"""manage.py load_milly_app: the sample service's database, generated and loaded."""

import time
from argparse import ArgumentParser
from datetime import date

from django.core.management.base import BaseCommand
from django.utils import timezone

from config.demo.milly_app.generator import MEMBERS
from config.demo.milly_app.loader import load_members


class Command(BaseCommand):
    help = "Create and fill the sample service's database (schema milly_app), where it is missing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", type=date.fromisoformat, help="last day of the data")
        parser.add_argument("--members", type=int, default=MEMBERS)

    def handle(self, *, as_of: date | None, members: int, **options: object) -> None:
        began = time.monotonic()
        loaded = load_members(as_of=as_of or timezone.localdate(), count=members)
        total = f"{sum(loaded.rows.values()):,} rows, {loaded.rows['members']:,} members"
        seconds = time.monotonic() - began
        verb = "loaded" if loaded.fresh else "already there"
        self.stdout.write(f"milly_app: {verb} ({total}, {seconds:.1f} s)")
        if not loaded.reader:
            self.stdout.write(
                "milly_app: this account may not create roles, "
                "so the connector reads with the application's own"
            )

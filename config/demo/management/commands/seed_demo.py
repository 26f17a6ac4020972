"""manage.py seed_demo: the sample company, its people and some forty cases in every state."""

import logging
import time
from argparse import ArgumentParser
from datetime import datetime

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone

from config.demo.accounts import set_up_accounts
from config.demo.company import set_up_company
from config.demo.people import draw_people
from config.demo.provision_records import seed_provision_records
from config.demo.seeding import DRAWN, STORIES, tell_stories

PROVIDED = ("hanako", "maria", "m52")  # whose data went to a partner


class Command(BaseCommand):
    help = "Seed the demo: company, accounts and lively cases. Again, it adds only what is missing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cases", type=int, default=len(STORIES), help="the oldest so many")

    def handle(self, *, cases: int, **options: object) -> None:
        self.cases = cases
        self.began = time.monotonic()
        jobs_log = logging.getLogger("procrastinate")
        level = jobs_log.level
        jobs_log.setLevel(logging.WARNING)  # it has a line for every job
        try:
            self._seed()
        finally:
            jobs_log.setLevel(level)

    def _seed(self) -> None:
        with connection.cursor() as cursor:  # invented rows may be lost in a crash, and come again
            cursor.execute("SET synchronous_commit = off")
        now = timezone.now()
        call_command("load_milly_app", stdout=self.stdout)
        set_up_company(now=now)
        set_up_accounts(now=now)
        people = draw_people(DRAWN)
        seed_provision_records(member_ids=[people[key].member_id for key in PROVIDED], now=now)
        self._say("company, register, sources and accounts")
        self._tell(now)

    def _tell(self, now: datetime) -> None:
        told = 0
        for told, total in tell_stories(now=now, first=self.cases):
            if told % 10 == 0 or told == total:
                self._say(f"cases: {told} of {total}")
        if not told:
            self._say("cases: already there")

    def _say(self, line: str) -> None:
        self.stdout.write(f"[{time.monotonic() - self.began:5.1f} s] {line}")
        self.stdout.flush()

"""manage.py simulate_year: a year of the desk in a database of its own, and what came of it."""

import logging
import os
import socket
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from datetime import date
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from psycopg import sql

from config.demo.accounts import set_up_accounts
from config.demo.company import POLICY_ANNOUNCED, set_up_company
from config.demo.people import draw_members
from config.demo.site import site_answering
from config.demo.year.plan import draw_year
from config.demo.year.report import read_year
from config.demo.year.roster import draw_roster
from config.demo.year.running import Year
from config.demo.year.table import table_of
from config.postgres import embedded_database_url
from dsr.fulfilment.models import DataSource

DATABASE = "madoguchi_year"


class Command(BaseCommand):
    help = "Simulate a year of the desk in a database of its own and print what came of it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cases", type=int, default=1000, help="requests of the year")
        parser.add_argument("--year", type=int, default=2025)
        parser.add_argument("--seed", type=int, default=1, help="another seed, another year")
        parser.add_argument("--keep", action="store_true", help="keep the database to look at")
        parser.add_argument("--here", action="store_true", help="in the configured database")

    def handle(
        self, *, cases: int, year: int, seed: int, keep: bool, here: bool, **options: object
    ) -> None:
        if cases < 1:
            raise CommandError("A year needs at least one request: --cases 1000.")
        if here:
            self._live(cases, year, seed)
            return
        url = _database(os.environ.get("DATABASE_URL") or embedded_database_url(), fresh=True)
        arguments = ["--cases", str(cases), "--year", str(year), "--seed", str(seed), "--here"]
        with tempfile.TemporaryDirectory(prefix="madoguchi-year-") as folder:
            environment = os.environ | {
                "DATABASE_URL": url,
                "MADOGUCHI_STATE_DIR": folder,
                "SITE_URL": f"http://127.0.0.1:{_free_port()}",
            }
            command = [sys.executable, sys.argv[0], "simulate_year", *arguments]
            done = subprocess.run(command, env=environment, check=False)  # noqa: S603 -- ourselves
        if not keep:
            _database(url, fresh=False)
        if done.returncode:
            raise CommandError("The year was not lived to its end; see above.")

    def _live(self, cases: int, year: int, seed: int) -> None:
        began = time.monotonic()
        logging.getLogger("procrastinate").setLevel(logging.WARNING)  # it has a line for every job
        call_command("migrate", verbosity=0)
        call_command(
            "load_milly_app", as_of=date(year - 1, 12, 31), members=2_000, stdout=self.stdout
        )
        set_up_company(now=POLICY_ANNOUNCED)
        set_up_accounts(now=POLICY_ANNOUNCED)
        # A receiver refuses messages of another year, so what it would do is done by hand here.
        DataSource.objects.filter(action_route="HTTP").update(action_route="MANUAL")
        lived = Year(
            plans=draw_year(cases=cases, year=year, seed=seed),
            people=draw_members(900, verified_before=date(year - 1, 10, 1)),
            roster=draw_roster(year=year, seed=seed),
        )

        def say(day: date, filed: int, still_open: int) -> None:
            seconds = time.monotonic() - began
            self.stdout.write(f"[{seconds:6.1f} s] {day}: {filed} filed, {still_open} open")
            self.stdout.flush()

        with site_answering():
            last = lived.run(first=date(year, 1, 1), say=say)
        report = read_year(on=last)
        for line in table_of(report, cases=cases, year=year, seed=seed, last=last):
            self.stdout.write(line)
        if report.faults:
            raise CommandError("; ".join(report.faults))


def _database(url: str, *, fresh: bool) -> str:
    """Drop the year's database, and make it anew where `fresh`. Returns its address."""
    parts = urlsplit(url)
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as server:
        name = sql.Identifier(DATABASE)
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        if fresh:
            server.execute(sql.SQL("CREATE DATABASE {}").format(name))
    return urlunsplit(parts._replace(path=f"/{DATABASE}"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

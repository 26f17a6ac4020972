"""manage.py demo: everything a visitor needs, started in order, stopped together."""

import fcntl
import logging
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config.demo.seeding import STORIES, is_all_told
from config.demo.supervisor import Supervisor, UnableToKeepRunning, die_with_parent
from config.postgres import APP_ROLE, embedded_database_url, started_here, stop_embedded

HOST = "127.0.0.1"
WEB_PROCESSES = 2
WEB_THREADS = 8  # each; the sandboxed payment page and its webhook are calls to ourselves
WORKER_JOBS = 4  # at once
READY_SECONDS = 60
TICK_SECONDS = 0.5


class Command(BaseCommand):
    help = "Start the demo: PostgreSQL, tables, sample cases, web and worker. Ctrl-C stops it all."
    requires_system_checks: list[str] = []  # the tables they ask for may not be there yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--cases", type=int, default=len(STORIES), help="the oldest so many")

    def handle(self, *, port: int, cases: int, **options: object) -> None:
        for asked in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(asked, _leave)
        if os.environ.get("MADOGUCHI_UNDER_MAKE") == "1":
            die_with_parent()  # a make that is killed takes the demo with it
        sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
        logging.disable(logging.INFO)  # here the steps below are what happens
        self.port, self.cases = port, cases
        self.address = f"http://{HOST}:{port}"
        self.began = time.monotonic()
        try:
            self._settle_address()
            with self._only_demo(), Supervisor(settings.STATE_DIR / "log", self._say) as running:
                self._run(running)
        except _Stopped:
            self._say("Stopping web and worker.")
        except UnableToKeepRunning as refusal:
            raise CommandError(str(refusal)) from refusal
        finally:
            connection.close()
            if started_here():
                stop_embedded()
                self._say("PostgreSQL stopped.")

    def _run(self, running: Supervisor) -> None:
        self._step(f"PostgreSQL {self._server_version()}")
        is_complete = _is_complete(self.cases)
        if is_complete:  # what follows finds nothing to do, so nobody need wait for it
            self._start(running)
        self._step("tables")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        self._step("sample company, cases and people")
        call_command("seed_demo", cases=self.cases, stdout=self.stdout)
        call_command("sync_grants", stdout=self.stdout)  # last: seeding makes tables too
        if not is_complete:  # seeding serves its own pages, and the worker would interfere
            self._start(running)
        self._wait_for_web(running)
        call_command("demo_accounts", stdout=self.stdout)
        connection.close()
        self._say(f"Logs: {settings.STATE_DIR / 'log'} · Stop: Ctrl-C")
        self._say(f"Madoguchi is ready: {self.address}/")
        while True:
            time.sleep(TICK_SECONDS)
            if not os.environ.get("DATABASE_URL"):
                embedded_database_url()  # starts it again where it has crashed
            running.check()

    def _start(self, running: Supervisor) -> None:
        self._step("web server and worker")
        web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST]
        web += ["--port", str(self.port), "--workers", str(WEB_PROCESSES)]
        web += ["--blocking-threads", str(WEB_THREADS), "--respawn-failed-workers", "--no-ws"]
        web += ["--log-config", "config/granian_log.json", "config.wsgi:application"]
        running.run("web", web, self._environment())
        worker = [sys.executable, "manage.py", "run_worker", "--concurrency", str(WORKER_JOBS)]
        running.run("worker", worker, self._environment())

    def _server_version(self) -> str:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            (version,) = cursor.fetchone()
        return str(version)

    def _settle_address(self) -> None:
        """Refuse a taken port; make the settings know ours (they are read before we run)."""
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, self.port))
            except OSError as taken:
                raise CommandError(
                    f"Port {self.port} is in use. Stop what uses it, or choose another: "
                    f"make demo PORT={self.port + 1}"
                ) from taken
        if self.address != settings.SITE_URL and "SITE_URL" not in os.environ:
            os.environ["SITE_URL"] = self.address
            os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606 -- ourselves

    def _environment(self) -> dict[str, str]:
        """What web and worker run with: the limited database role, and nothing to start."""
        url = os.environ.get("DATABASE_URL") or embedded_database_url(APP_ROLE)
        return {**os.environ, "DATABASE_URL": url, "PYTHONUNBUFFERED": "1"}

    def _wait_for_web(self, running: Supervisor) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            running.check()
            try:
                with urllib.request.urlopen(f"{self.address}/healthz", timeout=5) as answer:  # noqa: S310
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise CommandError(f"The web server does not answer; see {settings.STATE_DIR / 'log'}")

    @contextmanager
    def _only_demo(self) -> Iterator[None]:
        """One demo at a time on this folder's database."""
        settings.STATE_DIR.mkdir(exist_ok=True)
        with (settings.STATE_DIR / "demo.lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise CommandError("The demo already runs in this folder.") from None
            yield

    def _step(self, what: str) -> None:
        self._say(f"[{time.monotonic() - self.began:5.1f} s] {what}")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _is_complete(cases: int) -> bool:
    """Whether an earlier start left every table and so many stories."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    return is_all_told(first=cases)


class _Stopped(BaseException):
    """Somebody asked us to stop. Not an Exception: nothing on the way may swallow it."""


def _leave(_signal: int, _frame: FrameType | None) -> None:
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)  # once is enough: stopping must end
    raise _Stopped

"""Imports killed at random moments while members toggle: is the ledger whole and the fold right?

An import runs as the command an operator runs. It is ended by kill -9, or its session by the
server, at a random moment of a random row, and begun again with the same file.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import connection

from config.paths import BASE_DIR
from consent.models import ConsentEvent
from consent.services.bulk import AT_ONCE
from tests.bench.consent_files import write_file
from tests.bench.measuring import Figure
from tests.bench.members import ITEM, member_id
from tests.bench.serving import environment
from tests.bench.verification import audited, vacuum
from tests.consent.people import make_item
from tests.consent.toggling import Toggling, fold_difference

CRASHES = 20
PARTS = 10
TOGGLED = 1_000  # members who change their minds meanwhile, on an item of their own
THROUGH = "it was through before"
_RECORDING = """
    SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND state = 'active'
        AND query ILIKE 'INSERT INTO consent_consentevent_intake%' AND pid <> pg_backend_pid()
"""


def consent_crashes(rows: int, say: Callable[[str], None] = print) -> Iterator[Figure]:
    """`rows` events in files of a tenth each, CRASHES crashes; then the whole ledger is checked."""
    make_item(ITEM)
    make_item("NEWS")
    chance = random.Random("consent-crashes")
    each = max(rows // PARTS // 2, 1)
    started, crashes = time.perf_counter(), 0
    toggled = [member_id(number) for number in range(TOGGLED)]
    with (
        tempfile.TemporaryDirectory() as folder,
        Toggling(toggled, item="NEWS", seed=1, pause=0.02) as live,
    ):
        for part in range(PARTS):
            members = range(part * each, (part + 1) * each)
            file = write_file(Path(folder) / f"{part}.csv", members=members, words=(0, 1))
            for crash in range(CRASHES // PARTS):
                row = chance.randrange(crash * each, (crash + 1) * each)
                crashes += _crash(file, row, "kill -9" if crash else "session", say)
            _finish(file)
            say(f"file {part + 1} of {PARTS} in, {live.recorded:,} toggles so far")
    seconds = time.perf_counter() - started
    imported = ConsentEvent.objects.filter(item__code=ITEM).count()
    news = ConsentEvent.objects.filter(item__code="NEWS").count()
    apart = fold_difference()
    say(f"{imported:,} of {PARTS * each * 2:,} rows, {news:,} of {live.recorded:,} toggles")
    say(f"fold and projection differ in {apart} places")
    say(f"{crashes} crashes in {seconds:,.0f} s")
    assert crashes >= CRASHES - 2, "too many were through before they could be ended"
    assert (imported, news, apart) == (PARTS * each * 2, live.recorded, 0)
    vacuum()
    figure = audited(say)
    assert figure.rows == imported + news
    yield figure


def _import(file: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "manage.py", "import_consents", str(file)]
    return subprocess.Popen(
        command, cwd=BASE_DIR, env=environment(), text=True, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )  # fmt: skip


def _finish(file: Path) -> None:
    importing = _import(file)
    said, wrong = importing.communicate()
    assert importing.returncode == 0, wrong[-1000:]
    assert " recorded, " in said, said


def _crash(file: Path, row: int, how: str, say: Callable[[str], None]) -> bool:
    """Let it get as far as the row, and a moment further; then end it. Whether it broke off."""
    importing = _import(file)
    assert importing.stdout is not None
    reached = 0
    while reached + AT_ONCE < row and (line := importing.stdout.readline()):
        reached = int(line.split()[0])
    ended = _end(importing, how, random.random())
    importing.communicate()
    say(f"crash after row {reached:,}: {ended}")
    return ended != THROUGH


def _end(importing: "subprocess.Popen[str]", how: str, pause: float) -> str:
    while importing.poll() is None:
        with connection.cursor() as cursor:
            cursor.execute(_RECORDING)
            recording = [pid for (pid,) in cursor.fetchall()]
            if recording and how == "session":
                cursor.execute("SELECT pg_terminate_backend(%s)", recording[:1])
                return "its session ended by the server in the middle of a piece"
        if recording:
            time.sleep(pause)
            os.kill(importing.pid, signal.SIGKILL)
            return f"kill -9, {pause:.2f} s after a piece began"
        time.sleep(0.005)
    return THROUGH

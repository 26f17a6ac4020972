"""The ledger of consents: filled from files, given out as one, written by services."""

import json
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

from consent.models import ConsentEvent
from consent.services.bulk import export_consents, import_consents
from tests.bench.consent_files import copy_barely, copy_plainly, rows_of, write_file
from tests.bench.load import Load, Request, drive, post
from tests.bench.measuring import Figure, median_seconds
from tests.bench.members import ITEM, member_id
from tests.bench.serving import OURS, served
from tests.consent.api.service import make_client
from tests.consent.people import make_item

TWINS = "COPY, the same tables without triggers"
ONE_ROW = "tests.bench.one_row:application"
ROUNDS, SECONDS, WARM_UP_SECONDS = 5, 2.0, 3.0
FLAT_MIB = 32  # what ten times the rows may cost more


def consent(rows: int, say: Callable[[str], None] = print) -> Iterator[Figure]:
    """`rows` events of half as many members: imported, exported; then services write more."""
    make_item(ITEM)
    with tempfile.TemporaryDirectory() as folder:
        yield from _imports(max(rows // 2, 10), Path(folder), say)
    yield from _exports(say)
    yield from _writes(rows // 2, say)


def _imports(members: int, folder: Path, say: Callable[[str], None]) -> Iterator[Figure]:
    few = members // 10
    small, large, again = (
        write_file(folder / f"{name}.csv", members=numbers, words=[word])
        for name, numbers, word in (
            ("small", range(few), 0),
            ("large", range(few, members), 0),
            ("again", range(members), 1),
        )
    )
    say(f"importing {few:,} rows of new members")
    _import(small)
    before = _memory()
    say(f"importing {members - few:,} rows of new members")
    new = _import(large)
    after = _memory()
    say(f"{after:.0f} MiB at most in this process, {before:.0f} MiB after a tenth of it")
    assert after - before <= FLAT_MIB, "the memory of an import grows with the file"
    say(f"importing {members:,} rows of known members")
    known = _import(again)
    say("the same rows by COPY")
    yield Figure(
        name="consents: import, new members", rows=members - few, seconds=new, least=0.5,
        yardstick=TWINS,
        yardstick_seconds=median_seconds(lambda: copy_plainly(large, people=True)),
    )  # fmt: skip
    yield Figure(
        name="consents: import, known members", rows=members, seconds=known, least=0.5,
        yardstick=TWINS,
        yardstick_seconds=median_seconds(lambda: copy_plainly(again, people=False)),
    )  # fmt: skip
    yield Figure(
        name="consents: import, known members", rows=members, seconds=known,
        yardstick="COPY, a table without an index",
        yardstick_seconds=median_seconds(lambda: copy_barely(again)),
    )  # fmt: skip


def _import(path: Path) -> float:
    started = time.perf_counter()
    with rows_of(path) as rows:
        done = import_consents(rows=rows, said=lambda count: None, now=datetime.now(tz=UTC))
    seconds = time.perf_counter() - started
    assert (done.known, done.recorded > 0) == (0, True), done
    return seconds


def _memory() -> float:
    """The most this process ever held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _exports(say: Callable[[str], None]) -> Iterator[Figure]:
    rows = ConsentEvent.objects.count()
    say(f"exporting {rows:,} rows")
    before = _memory()
    seconds = median_seconds(_export)
    say(f"{_memory() - before:.0f} MiB more than before")
    assert _memory() - before <= FLAT_MIB, "the memory of an export grows with the ledger"
    yield Figure(
        name="consents: export (CSV)", rows=rows, seconds=seconds, least=0.2,
        yardstick="COPY TO of the ledger's table", yardstick_seconds=median_seconds(_copy_out),
    )  # fmt: skip


def _export() -> None:
    with Path("/dev/null").open("wb") as nowhere:
        export_consents(write=nowhere.write)


def _copy_out() -> None:
    with (
        Path("/dev/null").open("wb") as nowhere,
        psycopg.Cursor(connection.connection) as cursor,
        cursor.copy("COPY consent_consentevent TO STDOUT WITH (FORMAT csv)") as copy,
    ):
        for block in copy:
            nowhere.write(bytes(block))


def _writes(members: int, say: Callable[[str], None]) -> Iterator[Figure]:
    client, key = make_client(per_minute=2_000_000_000)
    say("starting the servers")
    with served(ONE_ROW) as plain, served(OURS) as ours:
        one = [post("/one-row", json.dumps({"client_id": str(client.pk)}).encode())]
        toggles = list(_toggles(members, key))
        rounds: list[tuple[Load, Load]] = []
        drive(plain, one, seconds=WARM_UP_SECONDS)
        drive(ours, toggles, seconds=WARM_UP_SECONDS)
        for number in range(ROUNDS):
            pair = (drive(plain, one, seconds=SECONDS), drive(ours, toggles, seconds=SECONDS))
            rounds.append(pair)
            rates = [f"{1 / load.each:,.0f}/s" for load in pair]
            say(f"round {number + 1}: one row {rates[0]}, a consent {rates[1]}")
    plain_each, ours_each = (
        median_seconds(iter([load.each for load in loads]).__next__, rounds=ROUNDS)
        for loads in zip(*rounds, strict=True)
    )
    yield Figure(
        name=f"consents: write, {1 / ours_each:,.0f}/s", rows=members * 2, seconds=ours_each,
        least=0.45, yardstick=f"a view writing one row, {1 / plain_each:,.0f}/s",
        yardstick_seconds=plain_each,
    )  # fmt: skip


def _toggles(members: int, key: str) -> Iterator[Request]:
    """A yes and a no of one member after another; each is a row of the ledger."""
    chosen = random.sample(range(members), k=min(members, 5_000))
    for path, words in (("give", {"text_version": "1"}), ("withdraw", {})):
        for number in chosen:
            asked: dict[str, Any] = {"member_id": member_id(number), "item": ITEM, **words}
            yield post(
                f"/api/v1/consents/{path}",
                json.dumps({**asked, "language": "ja", "source": "BENCH"}).encode(),
                key=key, expected=b'"sequence"',
            )  # fmt: skip

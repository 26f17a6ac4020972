"""The ledger of consents: filled from files, and given out as one."""

import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from django.db import connection

from consent.models import ConsentEvent
from consent.services.bulk import export_consents, import_consents
from tests.bench.consent_files import copy_barely, copy_plainly, rows_of, write_file
from tests.bench.measuring import Figure, median_seconds
from tests.bench.members import ITEM
from tests.consent.people import make_item

TWINS = "COPY, the same tables without triggers"
FLAT_MIB = 32  # what ten times the rows may cost more


def consent(rows: int, say: Callable[[str], None] = print) -> Iterator[Figure]:
    """`rows` events of half as many members: imported, then exported."""
    make_item(ITEM)
    with tempfile.TemporaryDirectory() as folder:
        yield from _imports(max(rows // 2, 10), Path(folder), say)
    yield from _exports(say)


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

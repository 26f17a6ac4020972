"""The ledger of consents: filled from files, and given out as one."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
from django.db import connection

from consent.models import ConsentEvent
from consent.services.bulk import export_consents, import_consents
from tests.bench.consent_files import CONSENTS, rows_of, write_file
from tests.bench.imports import FLAT_MIB, Import, import_figures, memory
from tests.bench.measuring import Figure, median_seconds
from tests.bench.members import ITEM
from tests.consent.people import make_item


def consent(rows: int, say: Callable[[str], None] = print) -> Iterator[Figure]:
    """`rows` events of half as many members: imported, then exported."""
    make_item(ITEM)
    with tempfile.TemporaryDirectory() as folder:
        kind = Import("consents", _write, rows_of, import_consents, CONSENTS)
        yield from import_figures(kind, max(rows // 2, 10), Path(folder), say)
    yield from _exports(say)


def _write(path: Path, members: range, word: int) -> Path:
    return write_file(path, members=members, words=[word])


def _exports(say: Callable[[str], None]) -> Iterator[Figure]:
    rows = ConsentEvent.objects.count()
    say(f"exporting {rows:,} rows")
    before = memory()
    seconds = median_seconds(_export)
    say(f"{memory() - before:.0f} MiB more than before")
    assert memory() - before <= FLAT_MIB, "the memory of an export grows with the ledger"
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

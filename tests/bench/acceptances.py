"""The ledger of acceptances: filled from files."""

import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from policies.services.bulk import COLUMNS, import_acceptances
from tests.bench.consent_files import ACCEPTANCES, rows_of, write_acceptances
from tests.bench.imports import Import, import_figures
from tests.bench.measuring import Figure
from tests.policies.versions import published

NUMBERS = ("bench-1", "bench-2")
FIRST_MEMBER = 100_000_000  # nobody of another benchmark in the same run
AT = datetime(2026, 4, 2, tzinfo=UTC)


def acceptances(rows: int, say: Callable[[str], None] = print) -> Iterator[Figure]:
    """`rows` acceptances of two versions by half as many members."""
    for year, number in zip((2025, 2026), NUMBERS, strict=True):
        published(date(year, 4, 1), number=number, requires_consent=True)
    reading = partial(rows_of, columns=COLUMNS)
    kind = Import("acceptances", _write, reading, import_acceptances, ACCEPTANCES)
    with tempfile.TemporaryDirectory() as folder:
        yield from import_figures(kind, max(rows // 2, 10), Path(folder), say)


def _write(path: Path, members: range, place: int) -> Path:
    own = range(members.start + FIRST_MEMBER, members.stop + FIRST_MEMBER)
    return write_acceptances(path, members=own, number=NUMBERS[place], at=AT)

"""The audit: every number, hash, link and head of a ledger of consents, worked out again."""

import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection

from accounts.selectors.ledgers import verify_ledger
from consent.models import ConsentEvent, ConsentItem
from consent.services.bulk import import_consents
from tests.bench.consent_files import rows_of, write_file
from tests.bench.measuring import Figure, median_seconds
from tests.bench.members import ITEM
from tests.consent.people import make_item

LEDGER = "consent_consentevent"
FIRST_MEMBER = 50_000_000  # those of other benchmarks have lower numbers
BAR_SECONDS = 5.0  # for a million rows
ROUNDS = 5
_PIECE = 100_000


def verification(rows: int, say: Callable[[str], None] = print) -> Iterator[Figure]:
    """`rows` more words, two in a chain; then all there are. The bar is 5 s for 1,000,000."""
    if not ConsentItem.objects.filter(code=ITEM).exists():
        make_item(ITEM)
    with tempfile.TemporaryDirectory() as folder:
        for start in range(0, rows // 2, _PIECE):
            members = range(FIRST_MEMBER + start, FIRST_MEMBER + min(start + _PIECE, rows // 2))
            _say_yes_and_no(Path(folder) / "words.csv", members)
            say(f"{2 * (members.stop - FIRST_MEMBER):,} rows imported")
    vacuum()
    yield audited(say)


def _say_yes_and_no(file: Path, members: range) -> None:
    """A yes of each member, then their no: what an operator's import makes of it."""
    write_file(file, members=members, words=(0, 1))
    with rows_of(file) as rows:
        done = import_consents(rows=rows, said=lambda count: None, now=datetime.now(tz=UTC))
    assert (done.known, done.recorded) == (0, 2 * len(members)), done


def vacuum() -> None:
    """As a ledger is that was not filled this very minute."""
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {LEDGER}, accounts_ledgerhead")


def audited(say: Callable[[str], None]) -> Figure:
    """The whole ledger of consents verified, whatever made it; it must be without a fault."""
    rows = ConsentEvent.objects.count()

    def check() -> None:
        report = verify_ledger(LEDGER)
        assert (report.rows, report.faults) == (rows, []), report.faults[:5]

    seconds = median_seconds(check, rounds=ROUNDS)
    say(f"verify_ledgers: {rows:,} rows, no fault")
    return Figure(
        name=f"audit: {seconds / rows * 1_000_000:.2f} s for a million rows", rows=rows,
        seconds=seconds, bar=BAR_SECONDS * rows / 1_000_000, yardstick="a count of the rows",
        yardstick_seconds=median_seconds(lambda: ConsentEvent.objects.count() and None),
    )  # fmt: skip

"""The audit: every number, hash, link and head of a ledger of consents, worked out again."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from accounts.models import DataKey
from accounts.selectors.ledgers import verify_ledger
from consent.models import ConsentEvent, ConsentItem
from tests.bench.measuring import Figure, median_seconds
from tests.consent.people import make_item

LEDGER = "consent_consentevent"
ITEM = "AUDITED"
BAR_SECONDS = 5.0  # for a million rows
ROUNDS = 5
_PIECE = 100_000
_BASE = datetime(2026, 4, 1, tzinfo=UTC)
_PEOPLE = """
    INSERT INTO accounts_datasubject (id, data_key_id, created_at, made_by_service)
    SELECT gen_random_uuid(), %(key)s, %(at)s, true FROM generate_series(1, %(people)s)
    RETURNING id
"""
# A yes of each, hashed; then their no, which remembers the hash of the yes.
_YES = """
    INSERT INTO bench_words (id, chain, sequence, previous_hash, hash, at, subject_id, item_id,
        action, text_version, text_sha256, language, source)
    SELECT nextval(pg_get_serial_sequence('consent_consentevent', 'id')), 'subject:' || subject, 1,
        '', '', %(at)s, subject, %(item)s, 'GIVEN', '1', repeat('a', 64), 'ja', 'IMPORT:BENCH'
    FROM unnest(%(subjects)s::uuid[]) subject
"""
_NO = """
    INSERT INTO bench_words (id, chain, sequence, previous_hash, hash, at, subject_id, item_id,
        action, text_version, text_sha256, language, source)
    SELECT nextval(pg_get_serial_sequence('consent_consentevent', 'id')), chain, 2, hash, '',
        at + interval '1 day', subject_id, item_id, 'WITHDRAWN', text_version, text_sha256,
        language, source
    FROM bench_words WHERE sequence = 1
"""
_HASH = """
    UPDATE bench_words word SET hash = ledger_row_hash(previous_hash, to_jsonb(word))
    WHERE hash = ''
"""


def verification(rows: int, say: Callable[[str], None] = print) -> Iterator[Figure]:
    """`rows` more words, two in a chain; then all there are. The bar is 5 s for 1,000,000."""
    make_item(ITEM)
    item = ConsentItem.objects.get(code=ITEM)
    for start in range(0, rows, _PIECE):
        _say_yes_and_no(min(_PIECE, rows - start) // 2, item_id=item.pk)
        say(f"{min(start + _PIECE, rows):,} rows in the ledger")
    vacuum()
    yield audited(say)


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
        name=f"audit: verified, {rows / seconds / 1_000_000:.2f}M rows a second", rows=rows,
        seconds=seconds, bar=BAR_SECONDS * rows / 1_000_000, yardstick="a count of the rows",
        yardstick_seconds=median_seconds(lambda: ConsentEvent.objects.count() and None),
    )  # fmt: skip


@transaction.atomic
def _say_yes_and_no(people: int, *, item_id: int) -> None:
    """Two words of each new person, numbered and hashed here; the ledger checks them itself."""
    key = DataKey.objects.create(ring_key_id="bench", wrapped=b"1" * 60, created_at=_BASE)
    facts: dict[str, Any] = {"key": key.pk, "at": _BASE, "people": people, "item": item_id}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL timezone TO 'UTC'")
        cursor.execute(f"CREATE TEMP TABLE bench_words (LIKE {LEDGER}) ON COMMIT DROP")
        cursor.execute(_PEOPLE, facts)
        facts["subjects"] = [subject for (subject,) in cursor.fetchall()]
        for words in (_YES, _NO):
            cursor.execute(words, facts)
            cursor.execute(_HASH)
        cursor.execute(f"INSERT INTO {LEDGER} SELECT * FROM bench_words ORDER BY id")

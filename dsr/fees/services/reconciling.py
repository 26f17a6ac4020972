"""One comparison of all books: matches payouts with bank lines, opens breaks, marks the gone.

Nothing is repaired: a run writes matches and breaks, and nothing else.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from dsr.fees.domain.bank_windows import MATCH, SAME_DAY, WITHIN_WINDOW, bank_window
from dsr.fees.domain.break_sql import (
    FOUND_TABLE,
    GONE,
    INSERT_FOUND,
    KEEP_FACTS,
    OPENED,
    RETURNED,
    WINDOWS_TABLE,
)
from dsr.fees.domain.matching import SELECTS
from dsr.fees.enums import PullKind
from dsr.fees.models import BalanceTransaction, Payout, ReconciliationRun, StripePull
from policies.domain.calendar import jst_date
from policies.selectors.rules import closures

ONE_AT_A_TIME: Final = 0x6665_6573  # the advisory lock of runs
SETTLED_AFTER: Final = timedelta(hours=2)  # webhook, return page and sweeper have had their turn
BOOKED_AFTER: Final = timedelta(days=1)  # Stripe books a charge within an hour


@transaction.atomic
def reconcile(*, now: datetime) -> ReconciliationRun:
    """Compare everything that was read so far. Set-based; runs wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        _make_windows(cursor)
        matched = _match_bank_lines(cursor, now)
        _find(cursor, _facts(now))
        returned = _count(cursor, RETURNED, now)
        cursor.execute(KEEP_FACTS)
        found = _count(cursor, OPENED, now)
        gone = _count(cursor, GONE, now)
    return ReconciliationRun.objects.create(
        started_at=now,
        finished_at=now,
        compared=BalanceTransaction.objects.count(),
        matched=matched,
        found=found,
        returned=returned,
        gone=gone,
    )


def _facts(now: datetime) -> dict[str, Any]:
    balance = StripePull.objects.filter(kind=PullKind.BALANCE).first()
    return {
        "now": now,
        "on": jst_date(now),
        "live": bool(settings.STRIPE_LIVE_MODE),
        "covered_since": balance.covered_since if balance else None,
        "covered_until": balance.covered_until if balance else None,
        "settled_before": now - SETTLED_AFTER,
        "booked_before": now - BOOKED_AFTER,
    }


def _make_windows(cursor: CursorWrapper) -> None:
    """The days on which each arrival may show at the bank, for payouts that have no line yet."""
    cursor.execute(WINDOWS_TABLE)
    arrivals = list(
        Payout.objects.filter(bank_line=None).order_by().values_list("arrival_on", flat=True)
        .distinct()
    )  # fmt: skip
    if not arrivals:
        return
    around = timedelta(days=30)
    closed = closures(min(arrivals) - around, max(arrivals) + around)
    windows = [bank_window(arrival, closed) for arrival in arrivals]
    cursor.executemany(
        "INSERT INTO bank_windows VALUES (%s, %s, %s)",
        [(window.arrival_on, window.first_on, window.last_on) for window in windows],
    )


def _match_bank_lines(cursor: CursorWrapper, now: datetime) -> int:
    """Match what is unique, again and again: one match can make the next one unique."""
    matched = 0
    while True:
        before = matched
        for pairs in (SAME_DAY, WITHIN_WINDOW):
            cursor.execute(MATCH.format(pairs=pairs), {"now": now})
            matched += cursor.rowcount
        if matched == before:
            return matched


def _find(cursor: CursorWrapper, facts: dict[str, Any]) -> None:
    cursor.execute(FOUND_TABLE)
    for type_, select in SELECTS.items():
        cursor.execute(INSERT_FOUND.format(select=select), {**facts, "type": type_})
    cursor.execute("ANALYZE found_breaks")


def _count(cursor: CursorWrapper, statement: str, now: datetime) -> int:
    cursor.execute(statement, {"now": now})
    row = cursor.fetchone()
    return int(row[0]) if row else 0

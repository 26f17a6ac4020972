"""Reconciliation: balance rows compared with our books, payouts and the bank, as one run."""

import time
from collections.abc import Callable, Iterator

from django.db import connection, transaction

from dsr.fees.models import BalanceTransaction
from dsr.fees.services.reconciling import reconcile
from tests.bench.measuring import Figure, median_seconds
from tests.bench.money_books import READ_UNTIL, MoneyBooks

BAR_SECONDS = 5.0  # for 100,000 rows
ROUNDS = 3
# What any comparison of the two tables must at least do: read both and join them once.
YARDSTICK = """
    SELECT count(*), sum(b.net) FROM dsr_fees_balancetransaction b
    LEFT JOIN dsr_fees_payment p ON p.charge_id = b.cause_id
    LEFT JOIN dsr_fees_refund r ON r.stripe_refund_id = b.cause_id
    LEFT JOIN dsr_fees_payout o ON o.id = b.payout_id
"""


def reconciliation(rows: int, say: Callable[[str], None] = print) -> Iterator[Figure]:
    """Compare books of about `rows` balance rows; the bar is 5 s for 100,000, and linear growth.

    Runs in one transaction that is rolled back. Yields one figure for a first run.
    """
    fees = rows * 20 // 21  # every twentieth is refunded: a row of its own
    with transaction.atomic():
        say(f"building {rows:,} balance rows")
        books = MoneyBooks(fees)
        books.take_payments()
        books.pay_out()
        say("comparing")
        yardstick = median_seconds(_join, rounds=ROUNDS)
        seconds = median_seconds(_first_run, rounds=ROUNDS)
        counted = BalanceTransaction.objects.count()
        transaction.set_rollback(True)
    yield Figure(
        name="reconciliation, first run",
        rows=counted,
        seconds=seconds,
        yardstick="read and join the tables once",
        yardstick_seconds=yardstick,
        bar=BAR_SECONDS * max(counted / 100_000, 1),
    )


def _join() -> None:
    with connection.cursor() as cursor:
        cursor.execute(YARDSTICK)
        cursor.fetchone()


def _first_run() -> float:
    """Seconds of one run over books where no payout is matched and no break known yet."""
    with transaction.atomic():
        started = time.perf_counter()
        reconcile(now=READ_UNTIL)
        seconds = time.perf_counter() - started
        transaction.set_rollback(True)
    return seconds

"""Reading Stripe's lists over real HTTP, comparing, posting: from a payment to a told month."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DataError

from config.stripe_sandbox.enums import Fault
from config.stripe_sandbox.models import SandboxObject
from config.stripe_sandbox.services import disputes, payments, payouts, refunds
from config.stripe_sandbox.services.clock import book_charges
from config.stripe_sandbox.services.faults import inject_fault
from dsr.fees.enums import PullKind
from dsr.fees.models import (
    BalanceTransaction,
    JournalEntry,
    Payout,
    ReconciliationBreak,
    StripePull,
)
from dsr.fees.selectors.journal import balance
from dsr.fees.selectors.reconciliation import month_status
from dsr.fees.services.breaks import resolve_break
from dsr.fees.services.periods import UnableToClosePeriod, close_period
from dsr.fees.services.pulling import UnableToPull, pull_from_stripe
from dsr.fees.services.reconciling import reconcile
from dsr.fees.services.refund_settlement import sync_refunds
from dsr.fees.services.settlement import sync_attempt
from dsr.fees.services.stripe_postings import post_stripe_money
from policies.domain.calendar import jst_date
from tests.desk import staff_actor
from tests.dsr.fees.paying import HOUR, now, open_page, owe, paid_fee, pay_card


def later(hours: int) -> datetime:
    return now() + hours * HOUR


def held_at_stripe() -> int:
    """What Stripe's own books say is not paid out, in yen."""
    rows = SandboxObject.objects.filter(kind="balance_transaction")
    return sum(row.body["net"] for row in rows)


def kinds_of_breaks() -> list[str]:
    rows = ReconciliationBreak.objects.filter(status="OPEN").order_by("type")
    return list(rows.values_list("type", flat=True))


def pull_compare_and_post(at: datetime) -> None:
    pull_from_stripe(now=at)
    reconcile(now=at)
    post_stripe_money(now=at)


def test_payment_payout_dispute_and_strange_money_end_in_books_that_agree_with_stripe(
    till: str,
) -> None:
    for _ in range(3):
        paid_fee()
    disputed = paid_fee()
    book_charges(now=now())
    payouts.release_balance(now=now())
    payout = payouts.pay_out(now=now())
    payouts.land_payout(payout_id=payout.stripe_id, now=now())
    payments.take_outside_payment(amount=7000, now=now())
    intent = disputed.payments.get().payment_intent_id
    disputes.open_dispute(payment_intent_id=intent, now=now())
    book_charges(now=now())

    pull_compare_and_post(later(26))

    kept = Payout.objects.get()
    assert (kept.stripe_id, kept.status, kept.lines_read) == (payout.stripe_id, "paid", True)
    assert sum(line.net for line in kept.lines.all()) == kept.amount == 4 * 964
    assert kinds_of_breaks() == ["DISPUTE_OPEN", "IN_STRIPE_NOT_IN_PORTAL"]
    fees = JournalEntry.objects.filter(kind="STRIPE_FEE").values_list("total", flat=True)
    assert sorted(fees) == [36, 36, 36, 36, 252, 1500]
    assert JournalEntry.objects.get(kind="PAYOUT").key == f"payout:{payout.stripe_id}"
    before = JournalEntry.objects.count()
    pull_compare_and_post(later(27))
    assert JournalEntry.objects.count() == before  # nothing is booked twice

    payouts.fail_payout(payout_id=payout.stripe_id, now=later(27))
    pull_compare_and_post(later(52))
    assert Payout.objects.get().status == "failed"
    assert JournalEntry.objects.filter(kind="PAYOUT_FAILED").count() == 1


def test_refund_made_at_stripe_is_told_until_our_books_know_it(till: str) -> None:
    fee = paid_fee()
    book_charges(now=now())
    payment = fee.payments.get()
    refunds.refund_payment(payment_intent_id=payment.payment_intent_id, amount=1000, now=now())
    pull_compare_and_post(later(3))
    assert kinds_of_breaks() == ["REFUND_UNKNOWN"]
    sync_refunds(payment_intent_id=payment.payment_intent_id, now=later(3))
    reconcile(now=later(4))
    assert kinds_of_breaks() == []
    assert list(ReconciliationBreak.objects.values_list("status", flat=True)) == ["GONE"]
    assert balance("CLEARING", jst_date(later(4))) == held_at_stripe() == -36


def test_month_balances_once_every_yen_is_told(till: str) -> None:
    fee = owe()
    attempt = open_page(fee)
    pay_card(attempt)
    sync_attempt(attempt_id=attempt.pk, now=now())
    book_charges(now=now())
    month = jst_date(now())
    end = datetime(month.year, month.month, 1, tzinfo=UTC) + timedelta(days=32)
    assert month_status(month, now=now()).balances is None  # Stripe was never read
    payments.take_outside_payment(amount=7000, now=now())
    book_charges(now=now())
    pull_compare_and_post(end)
    status = month_status(month, now=end)
    assert (status.balances, status.open_count, status.unexplained) == (False, 1, 0)
    assert (status.in_books, status.at_stripe, status.by_breaks) == (712, 7712, 7000)
    finance = staff_actor("finance")
    with pytest.raises(UnableToClosePeriod) as waits:
        close_period(month=month, reason="月次", actor=finance, now=end)
    assert waits.value.code == "NOT_READY"
    resolve_break(break_id=status.breaks[0].pk, reason="別事業の売上", actor=finance, now=end)
    assert month_status(month, now=end).balances is True
    close_period(month=month, reason="月次", actor=finance, now=end)


def copy_movements(count: int) -> None:
    """As many more movements as if other charges had been paid."""
    (first,) = SandboxObject.objects.filter(kind="balance_transaction")
    SandboxObject.objects.bulk_create(
        SandboxObject(
            stripe_id=f"txn_copy{n}", kind=first.kind, created=first.created,
            body={**first.body, "id": f"txn_copy{n}", "source": f"ch_copy{n}"},
        )
        for n in range(count)
    )  # fmt: skip


def corrupt(row: SandboxObject, currency: str) -> None:
    row.body["currency"] = currency
    row.save(update_fields=["body"])


def test_pull_that_broke_off_goes_on_after_the_page_it_kept(till: str) -> None:
    paid_fee()
    book_charges(now=now())
    first = SandboxObject.objects.get(kind="balance_transaction")
    copy_movements(150)
    corrupt(first, "jpyx")  # the oldest row, on the second page: storing it fails, as a crash would
    with pytest.raises(DataError):
        pull_from_stripe(now=later(1))
    pull = StripePull.objects.get(kind=PullKind.BALANCE)
    assert (BalanceTransaction.objects.count(), pull.rows, pull.pages) == (100, 100, 1)
    assert pull.cursor.startswith("txn_copy")
    assert pull.covered_until is None
    corrupt(first, "jpy")
    inject_fault(fault=Fault.RATE_LIMIT, path_contains="/disputes")
    with pytest.raises(UnableToPull) as failed:
        pull_from_stripe(now=later(2))
    assert (failed.value.code, failed.value.kind) == ("UNAVAILABLE", "DISPUTES")
    pull = StripePull.objects.get(kind=PullKind.BALANCE)
    assert (BalanceTransaction.objects.count(), pull.rows, pull.pages) == (151, 151, 2)
    told: Any = StringIO()
    call_command("reconcile_fees", "--only-show", stdout=told)
    assert "BALANCE: read until" in told.getvalue()
    assert "DISPUTES: read until nowhere, 0 rows on 0 pages last time, broken off" in (
        told.getvalue()
    )

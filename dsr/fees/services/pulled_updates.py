"""What changes at Stripe after it was read: asked again one by one, and the lines of payouts."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from dsr.fees.gateways.stripe_checkout import (
    fetch_dispute,
    fetch_payout,
    fetch_refund,
    list_payout_lines,
)
from dsr.fees.models import BalanceTransaction, Payout, StripeDispute, StripeRefund
from dsr.fees.services.pulled_rows import (
    keep_balance_transactions,
    keep_disputes,
    keep_payouts,
    keep_refunds,
)

PAYOUT_OVER = ("paid", "failed", "canceled")
REFUND_OVER = ("succeeded", "failed", "canceled")
DISPUTE_OVER = ("won", "lost", "warning_closed", "prevented")


def ask_again(*, now: datetime) -> int:
    """Fetch what is not over, and what a later movement says has changed. Returns how many."""
    moved = BalanceTransaction.objects.filter(
        cause_id=OuterRef("stripe_id"), pulled_at__gt=OuterRef("pulled_at")
    )
    payouts = Payout.objects.filter(
        ~Q(status__in=PAYOUT_OVER) | Q(status="paid", reconciled=False, automatic=True)
        | Exists(moved), pulled_at__lt=now,
    )  # fmt: skip
    refunds = StripeRefund.objects.filter(
        ~Q(status__in=REFUND_OVER) | Exists(moved), pulled_at__lt=now
    )
    disputes = StripeDispute.objects.filter(
        ~Q(status__in=DISPUTE_OVER) | Exists(moved), pulled_at__lt=now
    )
    asked = 0
    for stripe_id in list(payouts.order_by("pk").values_list("stripe_id", flat=True)):
        keep_payouts([fetch_payout(stripe_id)], now=now)
        asked += 1
    for stripe_id in list(refunds.order_by("pk").values_list("stripe_id", flat=True)):
        keep_refunds([fetch_refund(stripe_id)], now=now)
        asked += 1
    for stripe_id in list(disputes.order_by("pk").values_list("stripe_id", flat=True)):
        keep_disputes([fetch_dispute(stripe_id)], now=now)
        asked += 1
    return asked


def read_payout_lines(*, now: datetime) -> int:
    """The lines of payouts that became final since, one transaction for each payout."""
    read = 0
    final = Payout.objects.filter(reconciled=True, lines_read=False).order_by("pk")
    for payout in list(final):
        lines = list_payout_lines(payout_id=payout.stripe_id)
        with transaction.atomic():
            keep_balance_transactions(lines, now=now, payout=payout)
            Payout.objects.filter(pk=payout.pk).update(lines_read=True, pulled_at=F("pulled_at"))
        read += len(lines)
    return read

"""What Stripe alone knows, into the ledger: its fees, and payouts that reached or left the bank."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from accounts.domain.actor import system_actor
from dsr.fees.domain.postings import Posting, payout_failed, payout_paid, stripe_fee_booked
from dsr.fees.models import BalanceTransaction, Fee, JournalEntry, Payment, Payout
from dsr.fees.services.journal import post
from policies.domain.calendar import jst_date

POSTING: Final = system_actor("fees.post_stripe_money")
FEE_TYPES: Final = ("stripe_fee", "tax_fee", "network_cost")  # movements that are fees themselves


@dataclass(frozen=True)
class _Due:
    posting: Posting | None
    booked_on: date
    fee: Fee | None = None


def post_stripe_money(*, now: datetime) -> int:
    """Post every fee and payout that is not in the ledger yet. Returns how many entries.

    One transaction each. Raises UnableToPost where today's month is closed: what was posted before
    stays, the rest is posted at the next call.
    """
    posted = 0
    for due in _due():
        if due.posting is not None:
            post(posting=due.posting, booked_on=due.booked_on, fee=due.fee, actor=POSTING, now=now)
            posted += 1
    return posted


def _due() -> Iterator[_Due]:
    yield from _fees()
    for payout in _without_entry(Payout.objects.filter(status="paid", currency="jpy"), "payout:"):
        posting = payout_paid(payout=payout.stripe_id, amount=payout.amount)
        yield _Due(posting, payout.arrival_on)
    yield from _failed_payouts()


def _fees() -> Iterator[_Due]:
    took = BalanceTransaction.objects.filter(~Q(fee=0) | Q(type__in=FEE_TYPES), currency="jpy")
    lines = list(_without_entry(took, "stripe_fee:"))
    paid = Payment.objects.filter(charge_id__in=[line.cause_id for line in lines if line.cause_id])
    fees = {payment.charge_id: payment.fee for payment in paid.select_related("fee")}
    for line in lines:
        amount = line.fee if line.fee else -line.amount
        posting = stripe_fee_booked(
            balance_transaction=line.stripe_id, fee=amount, tax=line.fee_tax
        )
        yield _Due(posting, jst_date(line.created_at), fees.get(line.cause_id))


def _failed_payouts() -> Iterator[_Due]:
    """Only those that were booked as paid; the money came back with a movement of its own."""
    booked = JournalEntry.objects.filter(key=_key("payout:"))
    failed = Payout.objects.filter(Exists(booked), status="failed")
    payouts = list(_without_entry(failed, "payout_failed:"))
    ids = [payout.failure_balance_transaction_stripe_id for payout in payouts]
    back = dict(
        BalanceTransaction.objects.filter(stripe_id__in=ids).values_list("stripe_id", "created_at")
    )
    for payout in payouts:
        came = back.get(payout.failure_balance_transaction_stripe_id, payout.pulled_at)
        posting = payout_failed(payout=payout.stripe_id, amount=payout.amount)
        yield _Due(posting, jst_date(came))


def _key(prefix: str) -> Concat:
    return Concat(Value(prefix), OuterRef("stripe_id"), output_field=CharField())


def _without_entry(rows: QuerySet[Any], prefix: str) -> QuerySet[Any]:
    entry = JournalEntry.objects.filter(key=_key(prefix))
    return rows.filter(~Exists(entry)).order_by("created_at", "pk")

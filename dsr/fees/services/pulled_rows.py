"""What Stripe's lists said, upserted by Stripe's id. The caller holds the transaction."""

from collections.abc import Iterable
from datetime import UTC, datetime

from dsr.fees.enums import PullSource
from dsr.fees.gateways.stripe_objects import BalanceTransaction as Movement
from dsr.fees.gateways.stripe_objects import Dispute, Refund
from dsr.fees.gateways.stripe_objects import Payout as Transfer
from dsr.fees.models import BalanceTransaction, Payout, StripeDispute, StripeRefund

MOVEMENT = ("type", "category", "amount", "fee", "fee_tax", "net", "currency", "status",
            "cause_id", "created_at", "available_at", "source", "pulled_at")  # fmt: skip
PAYOUT = ("status", "amount", "currency", "livemode", "automatic", "reconciled",
          "balance_transaction_stripe_id", "failure_balance_transaction_stripe_id",
          "failure_code", "arrival_on", "created_at", "source", "pulled_at")  # fmt: skip
REFUND = ("status", "amount", "currency", "charge_id", "payment_intent_id", "failure_code",
          "created_at", "pulled_at")  # fmt: skip
DISPUTE = ("status", "reason", "amount", "currency", "livemode", "charge_id",
           "payment_intent_id", "evidence_due_at", "created_at", "pulled_at")  # fmt: skip


def keep_balance_transactions(
    rows: Iterable[Movement], *, now: datetime, payout: Payout | None = None
) -> None:
    """Movements; with `payout`, as its lines. Without it, the payout already known stays."""
    found = [
        BalanceTransaction(
            stripe_id=row.id,
            type=row.type,
            category=row.reporting_category,
            amount=row.amount,
            fee=row.fee,
            fee_tax=sum(amount for name, amount in row.fee_details if name == "tax"),
            net=row.net,
            currency=row.currency,
            status=row.status,
            cause_id=row.source_id or "",
            payout=payout,
            created_at=row.created_at,
            available_at=row.available_at,
            source=PullSource.STRIPE,
            pulled_at=now,
        )
        for row in rows
    ]
    BalanceTransaction.objects.bulk_create(
        found,
        update_conflicts=True,
        unique_fields=["stripe_id"],
        update_fields=[*MOVEMENT, *(["payout"] if payout else [])],
        batch_size=1000,
    )


def keep_payouts(rows: Iterable[Transfer], *, now: datetime) -> None:
    """Transfers to the bank."""
    found = [
        Payout(
            stripe_id=row.id,
            status=row.status,
            amount=row.amount,
            currency=row.currency,
            livemode=row.livemode,
            automatic=row.automatic,
            reconciled=row.reconciled,
            balance_transaction_stripe_id=row.balance_transaction_id or "",
            failure_balance_transaction_stripe_id=row.failure_balance_transaction_id or "",
            failure_code=row.failure_code or "",
            arrival_on=row.arrival_at.astimezone(UTC).date(),
            created_at=row.created_at,
            source=PullSource.STRIPE,
            pulled_at=now,
        )
        for row in rows
    ]
    Payout.objects.bulk_create(
        found, update_conflicts=True, unique_fields=["stripe_id"], update_fields=PAYOUT
    )


def keep_refunds(rows: Iterable[Refund], *, now: datetime) -> None:
    """Refunds, also those nobody of ours asked for."""
    found = [
        StripeRefund(
            stripe_id=row.id,
            status=row.status,
            amount=row.amount,
            currency=row.currency,
            charge_id=row.charge_id or "",
            payment_intent_id=row.payment_intent_id or "",
            failure_code=row.failure_reason or "",
            created_at=row.created_at,
            pulled_at=now,
        )
        for row in rows
    ]
    StripeRefund.objects.bulk_create(
        found, update_conflicts=True, unique_fields=["stripe_id"], update_fields=REFUND
    )


def keep_disputes(rows: Iterable[Dispute], *, now: datetime) -> None:
    """Disputes, with the movements they caused."""
    found = [
        StripeDispute(
            stripe_id=row.id,
            status=row.status,
            reason=row.reason,
            amount=row.amount,
            currency=row.currency,
            livemode=row.livemode,
            charge_id=row.charge_id,
            payment_intent_id=row.payment_intent_id or "",
            evidence_due_at=row.evidence_due_at,
            created_at=row.created_at,
            pulled_at=now,
        )
        for row in rows
    ]
    StripeDispute.objects.bulk_create(
        found, update_conflicts=True, unique_fields=["stripe_id"], update_fields=DISPUTE
    )

"""How refunds stand: asked of Stripe, settled, and those made at Stripe taken into our books."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum

from dsr.fees.enums import FeeStatus, PaymentStanding, RefundReason, RefundStatus
from dsr.fees.gateways.stripe_checkout import Refund as StripeRefund
from dsr.fees.gateways.stripe_checkout import (
    StripeRefused,
    create_refund,
    fetch_refund,
    list_refunds,
)
from dsr.fees.models import Fee, Payment, Refund
from dsr.fees.selectors.tellings import may_be_told_of
from dsr.fees.services.bookkeeping import book_refund
from dsr.fees.services.fee_gates import follow_money
from dsr.fees.services.fee_mails import tell_refunded

ON_ITS_WAY = (RefundStatus.REQUESTED, RefundStatus.PENDING, RefundStatus.REQUIRES_ACTION)
FAILED = (RefundStatus.FAILED, RefundStatus.CANCELED)  # final; SUCCEEDED may still fail days later
OVER = (RefundStatus.SUCCEEDED, *FAILED)
FROM_STRIPE = {
    "pending": RefundStatus.PENDING,
    "requires_action": RefundStatus.REQUIRES_ACTION,
    "succeeded": RefundStatus.SUCCEEDED,
    "failed": RefundStatus.FAILED,
    "canceled": RefundStatus.CANCELED,
}
# Stripe forgets a key after 24 hours; some hours earlier a repeat looks first what it already made.
KEY_IS_SURE_FOR = timedelta(hours=20)


def send_refund(*, refund_id: uuid.UUID, now: datetime) -> Refund:
    """Ask Stripe for a claimed refund, or how it stands. Safe to repeat for days.

    Raises StripeUnavailable to be retried; a refusal is settled as FAILED and reviewed.
    """
    refund = Refund.objects.select_related("payment").get(pk=refund_id)
    if refund.status in FAILED or not refund.payment.payment_intent_id:
        return refund
    try:
        answer = _ask_stripe(refund, now)
    except StripeRefused as error:
        if refund.stripe_refund_id:
            raise  # Stripe has it: not being told how it stands does not make it fail
        return _settle(
            refund_id, status=RefundStatus.FAILED, stripe_id="", code=error.code, now=now
        )
    return settle_refund(refund_id=refund_id, answer=answer, now=now)


def _ask_stripe(refund: Refund, now: datetime) -> StripeRefund:
    if refund.stripe_refund_id:
        return fetch_refund(refund.stripe_refund_id)
    payment_intent_id = refund.payment.payment_intent_id
    if now - refund.requested_at > KEY_IS_SURE_FOR:
        for made in list_refunds(payment_intent_id=payment_intent_id):
            if made.metadata.get("refund") == str(refund.pk):
                return made
    return create_refund(
        payment_intent_id=payment_intent_id,
        amount=refund.amount,
        refund_id=str(refund.pk),
        idempotency_key=f"refund:{refund.pk}",
    )


def settle_refund(*, refund_id: uuid.UUID, answer: StripeRefund, now: datetime) -> Refund:
    """Write how a refund stands at Stripe."""
    return _settle(
        refund_id,
        status=FROM_STRIPE.get(answer.status, RefundStatus.PENDING),
        stripe_id=answer.id,
        code=answer.failure_reason or "",
        now=now,
    )


def sync_refunds(*, payment_intent_id: str, now: datetime) -> bool:
    """Settle every refund Stripe has of a payment, also those made in its dashboard.

    False when the payment is not in our books (yet). Raises StripeUnavailable, StripeRefused.
    """
    payment = Payment.objects.filter(payment_intent_id=payment_intent_id).first()
    if payment is None:
        return False
    for answer in list_refunds(payment_intent_id=payment_intent_id):
        refund = _book(payment, answer, now)
        settle_refund(refund_id=refund.pk, answer=answer, now=now)
    return True


@transaction.atomic
def _book(payment: Payment, answer: StripeRefund, now: datetime) -> Refund:
    """Our row of one of Stripe's refunds; a new one where Stripe's dashboard made it."""
    Fee.objects.select_for_update().get(pk=payment.fee_id)
    known = payment.refunds.filter(stripe_refund_id=answer.id).first()
    ours = known or _claimed(payment, answer)
    return ours or Refund.objects.create(
        payment=payment,
        amount=answer.amount,
        reason=RefundReason.AT_STRIPE,
        stripe_refund_id=answer.id,
        requested_at=now,
    )


def _claimed(payment: Payment, answer: StripeRefund) -> Refund | None:
    """The refund we claimed and whose answer was lost."""
    try:
        refund_id = uuid.UUID(answer.metadata.get("refund", ""))
    except ValueError:
        return None
    return payment.refunds.filter(pk=refund_id, stripe_refund_id="").first()


@transaction.atomic
def _settle(
    refund_id: uuid.UUID, *, status: RefundStatus, stripe_id: str, code: str, now: datetime
) -> Refund:
    fee_id = Refund.objects.values_list("payment__fee_id", flat=True).get(pk=refund_id)
    fee = Fee.objects.select_for_update(of=("self",)).select_related("case").get(pk=fee_id)
    refund = (
        Refund.objects.select_for_update(of=("self",)).select_related("payment").get(pk=refund_id)
    )
    if refund.status in FAILED:
        return refund
    refund.stripe_refund_id = refund.stripe_refund_id or stripe_id
    close_refund(fee=fee, refund=refund, status=status, code=code, now=now)
    return refund


def close_refund(
    *, fee: Fee, refund: Refund, status: RefundStatus, code: str, now: datetime
) -> None:
    """Write a refund's status and what follows for the fee, under the caller's lock of the fee."""
    before = refund.status
    refund.status = status
    refund.failure_code = code[:100]
    refund.ended_at = None if status not in OVER else refund.ended_at or now
    refund.save()
    recount(fee=fee)
    follow_money(fee=fee, now=now)
    if status == RefundStatus.SUCCEEDED and before != status and may_be_told_of(refund):
        tell_refunded(fee=fee, now=now)
    book_refund(refund=refund, now=now)


def recount(*, fee: Fee) -> None:
    """The fee's status and flags follow from its payments and refunds; the caller locks it."""
    payments = list(fee.payments.all())
    fee.refund_pending = Refund.objects.filter(payment__fee=fee, status__in=ON_ITS_WAY).exists()
    fee.overpaid = any(
        payment.standing == PaymentStanding.OVERPAYMENT and returned(payment) < payment.amount
        for payment in payments
    )
    fee.needs_review = fee.status in (FeeStatus.DISPUTED, FeeStatus.CHARGED_BACK) or any(
        _asks_for_a_person(payment) for payment in payments
    )
    settling = next((p for p in payments if p.standing == PaymentStanding.SETTLES_FEE), None)
    if settling is not None and fee.status in (
        FeeStatus.PAID, FeeStatus.PARTIALLY_REFUNDED, FeeStatus.REFUNDED,
    ):  # fmt: skip
        fee.status = status_after_refunds(settling)
    fee.save(update_fields=["refund_pending", "overpaid", "needs_review", "status"])


def returned(payment: Payment) -> int:
    """Yen that went back."""
    back = payment.refunds.filter(status=RefundStatus.SUCCEEDED)
    return back.aggregate(total=Sum("amount"))["total"] or 0


def status_after_refunds(payment: Payment) -> FeeStatus:
    """Of the fee that this payment settled, where nobody disputes it."""
    back = returned(payment)
    if back >= payment.amount:
        return FeeStatus.REFUNDED
    return FeeStatus.PARTIALLY_REFUNDED if back else FeeStatus.PAID


def _asks_for_a_person(payment: Payment) -> bool:
    """Money that matches nothing and is still here, or whose last refund failed."""
    if payment.standing == PaymentStanding.SUSPENSE and returned(payment) < payment.amount:
        return True
    last = payment.refunds.order_by("requested_at", "pk").last()
    return last is not None and last.status in FAILED

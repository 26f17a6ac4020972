"""Refunds: claimed, asked of Stripe, settled; the published rule applies itself."""

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from procrastinate.contrib.django import app as jobs

from accounts.domain.actor import STAFF, Actor
from accounts.enums import MailTemplate
from accounts.services.outbox import queue_mail
from dsr.fees.domain.refund_rule import refund_reason
from dsr.fees.enums import (
    FeeStatus,
    PaymentStanding,
    RefundReason,
    RefundStatus,
)
from dsr.fees.gateways.stripe_checkout import Refund as StripeRefund
from dsr.fees.gateways.stripe_checkout import (
    StripeRefused,
    create_refund,
    fetch_refund,
)
from dsr.fees.models import Fee, Payment, Refund
from policies.enums import FEE_BEARING_KINDS

SEND_REFUND = "dsr_fees.send_refund"
GOING = (
    RefundStatus.REQUESTED, RefundStatus.PENDING, RefundStatus.REQUIRES_ACTION,
    RefundStatus.SUCCEEDED,
)  # fmt: skip
FROM_STRIPE = {
    "pending": RefundStatus.PENDING,
    "requires_action": RefundStatus.REQUIRES_ACTION,
    "succeeded": RefundStatus.SUCCEEDED,
    "failed": RefundStatus.FAILED,
    "canceled": RefundStatus.CANCELED,
}
OVER = (RefundStatus.SUCCEEDED, RefundStatus.FAILED, RefundStatus.CANCELED)


class UnableToRefundFee(Exception):
    """No refund was started. `code`: NOT_PERMITTED, NOTHING_PAID, TOO_MUCH or OFFLINE."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


@transaction.atomic
def apply_refund_rule(*, case_id: int, now: datetime) -> None:
    """After a case ended or was answered: cancel an unpaid fee, refund a prepaid one, or keep it.

    Idempotent: the rule refunds a payment once, however often the job runs.
    """
    fee = (
        Fee.objects.select_for_update(of=("self",))
        .select_related("case")
        .filter(case_id=case_id)
        .first()
    )
    if fee is None:
        return
    case = fee.case
    if fee.status in (FeeStatus.DUE, FeeStatus.PENDING) and not case.is_open:
        fee.status = FeeStatus.CANCELLED
        fee.ended_at = now
        fee.save(update_fields=["status", "ended_at"])
        return
    outcomes = case.items.filter(kind__in=FEE_BEARING_KINDS).values_list("outcome", flat=True)
    reason = refund_reason(
        status=case.status, work_started=case.work_started_at is not None, outcomes=list(outcomes)
    )
    payment = fee.payments.filter(standing=PaymentStanding.SETTLES_FEE).first()
    if reason and payment is not None and fee.status == FeeStatus.PAID:
        _request(fee, payment, amount=payment.amount, reason=RefundReason(reason), now=now)


@transaction.atomic
def return_overpayments(*, fee_id: int, now: datetime) -> None:
    """Queue the return of every payment beyond the first. Idempotent."""
    fee = Fee.objects.select_for_update(of=("self",)).get(pk=fee_id)
    for payment in fee.payments.filter(standing=PaymentStanding.OVERPAYMENT):
        if not payment.refunds.filter(status__in=GOING).exists():
            _request(fee, payment, amount=payment.amount, reason=RefundReason.PAID_TWICE, now=now)


@transaction.atomic
def refund_fee(
    *, fee_id: int, payment_id: uuid.UUID, amount: int, actor: Actor, now: datetime
) -> Refund:
    """Finance returns all or part of a payment. The caller keeps the reason on record.

    Raises:
        UnableToRefundFee: no permission, nothing paid, more than is left, or paid offline.
    """
    if actor.kind != STAFF or not actor.may("dsr_fees.refund_fee"):
        raise UnableToRefundFee("A refund needs the permission to refund.", code="NOT_PERMITTED")
    fee = Fee.objects.select_for_update(of=("self",)).select_related("case").get(pk=fee_id)
    payment = fee.payments.filter(pk=payment_id).first()
    if payment is None:
        raise UnableToRefundFee("This fee has no such payment.", code="NOTHING_PAID")
    if not payment.payment_intent_id:
        raise UnableToRefundFee("Paid offline: return it by bank transfer.", code="OFFLINE")
    if not 0 < amount <= refundable(payment):
        raise UnableToRefundFee(
            f"At most {refundable(payment)} yen is left to refund.", code="TOO_MUCH"
        )
    return _request(
        fee, payment, amount=amount, reason=RefundReason.BY_FINANCE, now=now,
        requested_by_id=actor.user_id,
    )  # fmt: skip


def refundable(payment: Payment) -> int:
    """Yen of a payment not yet refunded or on the way back."""
    gone = payment.refunds.filter(status__in=GOING).aggregate(total=Sum("amount"))["total"] or 0
    return payment.amount - gone


def _request(
    fee: Fee, payment: Payment, *, amount: int, reason: RefundReason, now: datetime,
    requested_by_id: int | None = None,
) -> Refund:  # fmt: skip
    """Claim: the refund row and its job, in the caller's transaction, under the fee's lock."""
    refund = Refund.objects.create(
        payment=payment,
        amount=amount,
        reason=reason,
        requested_at=now,
        requested_by_id=requested_by_id,
    )
    fee.refund_pending = True
    fee.save(update_fields=["refund_pending"])
    jobs.configure_task(SEND_REFUND, allow_unknown=True).defer(refund_id=str(refund.pk))
    return refund


def send_refund(*, refund_id: uuid.UUID, now: datetime) -> Refund:
    """Ask Stripe for a claimed refund, or how it stands. Safe to repeat for days.

    Raises StripeUnavailable to be retried; a refusal is settled as FAILED and reviewed.
    """
    refund = Refund.objects.select_related("payment").get(pk=refund_id)
    if refund.status in OVER:
        return refund
    try:
        answer = _ask_stripe(refund)
    except StripeRefused as error:
        return _settle(
            refund_id, status=RefundStatus.FAILED, stripe_id="", code=error.code, now=now
        )
    return settle_refund(refund_id=refund_id, answer=answer, now=now)


def _ask_stripe(refund: Refund) -> StripeRefund:
    if refund.stripe_refund_id:
        return fetch_refund(refund.stripe_refund_id)
    return create_refund(
        payment_intent_id=refund.payment.payment_intent_id,
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


@transaction.atomic
def _settle(
    refund_id: uuid.UUID, *, status: RefundStatus, stripe_id: str, code: str, now: datetime
) -> Refund:
    fee_id = Refund.objects.values_list("payment__fee_id", flat=True).get(pk=refund_id)
    fee = Fee.objects.select_for_update(of=("self",)).select_related("case").get(pk=fee_id)
    refund = Refund.objects.select_for_update(of=("self",)).select_related("payment").get(
        pk=refund_id
    )  # fmt: skip
    before = refund.status
    refund.status = status
    refund.stripe_refund_id = refund.stripe_refund_id or stripe_id
    refund.failure_code = code[:100]
    refund.ended_at = now if status in OVER else None
    refund.save()
    _recount(fee, now)
    if status == RefundStatus.SUCCEEDED and before != status:
        queue_mail(
            recipient=fee.case.requester,
            template=MailTemplate.FEE_REFUNDED,
            reference=fee.case.reference,
            path=f"/requests/{fee.case.reference}/fee/",
            now=now,
        )
    return refund


def _recount(fee: Fee, now: datetime) -> None:
    """The fee's status follows from its refunds; a failed refund asks for a person."""
    refunds = Refund.objects.filter(payment__fee=fee)
    fee.refund_pending = refunds.filter(
        status__in=(RefundStatus.REQUESTED, RefundStatus.PENDING, RefundStatus.REQUIRES_ACTION)
    ).exists()
    if refunds.filter(status__in=(RefundStatus.FAILED, RefundStatus.CANCELED)).exists():
        fee.needs_review = True
    payment = fee.payments.filter(standing=PaymentStanding.SETTLES_FEE).first()
    if payment is not None and fee.status in (
        FeeStatus.PAID, FeeStatus.PARTIALLY_REFUNDED, FeeStatus.REFUNDED,
    ):  # fmt: skip
        back = (
            payment.refunds.filter(status=RefundStatus.SUCCEEDED).aggregate(total=Sum("amount"))[
                "total"
            ]
            or 0
        )
        fee.status = _paid_status(back, payment.amount)
    fee.save(update_fields=["refund_pending", "needs_review", "status"])


def _paid_status(back: int, paid: int) -> FeeStatus:
    if back >= paid:
        return FeeStatus.REFUNDED
    return FeeStatus.PARTIALLY_REFUNDED if back else FeeStatus.PAID

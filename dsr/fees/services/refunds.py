"""Refunds: the published rule applies itself, what was paid twice goes back, finance decides."""

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from procrastinate.contrib.django import app as jobs

from accounts.domain.actor import Actor
from dsr.fees.domain.refund_rule import refund_reason
from dsr.fees.enums import FeeStatus, FeeStep, PaymentStanding, RefundReason
from dsr.fees.models import Fee, Payment, Refund
from dsr.fees.selectors.fees import charged_kinds
from dsr.fees.selectors.payments import GOING
from dsr.fees.selectors.refund_proposals import needs_second_person
from dsr.fees.services.fee_events import write_event
from dsr.fees.services.payment_pages import close_pages_later

SEND_REFUND = "dsr_fees.send_refund"


class UnableToRefundFee(Exception):
    """No refund was started.

    `code`: NOT_PERMITTED, REASON_MISSING, NOTHING_PAID, TOO_MUCH or NEEDS_TWO (above the limit of
    one person: see services.refund_proposals).
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


@transaction.atomic
def apply_refund_rule(*, case_id: int, now: datetime) -> None:
    """After a case ended or was answered: cancel an unpaid fee, refund a prepaid one, or keep it.

    An unpaid fee of an answered case is one that was no longer owed (see raise_fee_before_release).

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
    over = not case.is_open or case.released_at is not None
    if fee.status in (FeeStatus.DUE, FeeStatus.PENDING) and over:
        fee.status = FeeStatus.CANCELLED
        fee.ended_at = now
        fee.save(update_fields=["status", "ended_at"])
        close_pages_later(fee=fee)
        return
    outcomes = case.items.filter(kind__in=charged_kinds(fee)).values_list("outcome", flat=True)
    reason = refund_reason(
        status=case.status, work_started=case.work_started_at is not None, outcomes=list(outcomes)
    )
    payment = fee.payments.filter(standing=PaymentStanding.SETTLES_FEE).first()
    if reason and payment is not None:
        _return_rest(fee, payment, RefundReason(reason), now)


@transaction.atomic
def return_overpayments(*, fee_id: int, now: datetime) -> None:
    """Queue the return of every payment beyond the first. Idempotent."""
    fee = Fee.objects.select_for_update(of=("self",)).get(pk=fee_id)
    for payment in fee.payments.filter(standing=PaymentStanding.OVERPAYMENT):
        _return_rest(fee, payment, RefundReason.PAID_TWICE, now)


def _return_rest(fee: Fee, payment: Payment, reason: RefundReason, now: datetime) -> None:
    """Once per payment and reason; one that failed waits for a person (needs_review)."""
    if payment.refunds.filter(reason=reason).exists() or not refundable(payment):
        return
    _request(fee, payment, amount=refundable(payment), reason=reason, now=now)


@transaction.atomic
def refund_fee(
    *, fee_id: int, payment_id: uuid.UUID, amount: int, reason: str, actor: Actor, now: datetime
) -> Refund:
    """Finance returns all or part of a payment. One made offline then waits to be sent by hand.

    Raises:
        UnableToRefundFee: no permission, no reason, nothing paid, more than is left, or above the
            limit of one person.
    """
    if not actor.may("dsr_fees.refund_fee"):
        raise UnableToRefundFee("A refund needs the permission to refund.", code="NOT_PERMITTED")
    if not reason.strip():
        raise UnableToRefundFee("A refund needs its reason.", code="REASON_MISSING")
    fee = Fee.objects.select_for_update(of=("self",)).select_related("case").get(pk=fee_id)
    payment = fee.payments.filter(pk=payment_id).first()
    if payment is None:
        raise UnableToRefundFee("This fee has no such payment.", code="NOTHING_PAID")
    if not 0 < amount <= refundable(payment):
        raise UnableToRefundFee(
            f"At most {refundable(payment)} yen is left to refund.", code="TOO_MUCH"
        )
    if needs_second_person(payment, amount=amount):
        raise UnableToRefundFee("This needs a second person.", code="NEEDS_TWO")
    refund = request_by_finance(fee=fee, payment=payment, amount=amount, actor=actor, now=now)
    write_event(
        fee=fee, step=FeeStep.REFUND, reason=reason, actor=actor, now=now,
        facts={"refund": str(refund.pk), "yen": amount},
    )  # fmt: skip
    return refund


def request_by_finance(
    *, fee: Fee, payment: Payment, amount: int, actor: Actor, now: datetime
) -> Refund:
    """Claim a refund that finance decided, under the caller's lock of the fee."""
    return _request(
        fee, payment, amount=amount, reason=RefundReason.BY_FINANCE, now=now,
        requested_by_id=actor.user_id,
    )  # fmt: skip


def refundable(payment: Payment) -> int:
    """Yen of a payment not yet refunded or on the way back."""
    gone = payment.refunds.filter(status__in=GOING).aggregate(total=Sum("amount"))["total"] or 0
    return int(payment.amount - gone)


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
    if payment.payment_intent_id:
        jobs.configure_task(SEND_REFUND, allow_unknown=True).defer(refund_id=str(refund.pk))
    return refund

"""Money that matched nothing: a person decides whether it settles the fee or goes back."""

import uuid
from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app as jobs

from accounts.domain.actor import Actor
from dsr.fees.enums import FeeStatus, FeeStep, PaymentStanding
from dsr.fees.models import Fee, Payment
from dsr.fees.selectors.journal import entry_of
from dsr.fees.selectors.payments import GOING
from dsr.fees.services.bookkeeping import book_suspense_resolved
from dsr.fees.services.fee_events import write_event
from dsr.fees.services.payment_pages import close_pages_later
from dsr.fees.services.refund_settlement import recount
from dsr.fees.services.settlement import RETURN_OVERPAYMENT, mark_paid

RESOLVE = "dsr_fees.resolve_suspense"
UNPAID = (FeeStatus.DUE, FeeStatus.PENDING)


class UnableToResolveSuspense(Exception):
    """Nothing was decided.

    `code`: NOT_PERMITTED, REASON_MISSING, NOT_IN_SUSPENSE, BEING_REFUNDED, NOT_BOOKED (Stripe has
    not said yet what it made in yen), NOT_DUE, WRONG_AMOUNT or NOT_REAL (paid in Stripe's other
    mode).
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


@transaction.atomic
def accept_suspense(*, payment_id: uuid.UUID, reason: str, actor: Actor, now: datetime) -> Payment:
    """The money settles its fee after all: it must be exactly what the fee costs.

    Raises UnableToResolveSuspense.
    """
    fee, payment = _locked(payment_id, reason, actor)
    if fee.status not in UNPAID:
        raise UnableToResolveSuspense(f"{fee.reference} is {fee.status}.", code="NOT_DUE")
    if (payment.amount, payment.currency) != (fee.amount, "jpy"):
        raise UnableToResolveSuspense(f"The fee is {fee.amount} yen.", code="WRONG_AMOUNT")
    if "livemode" in payment.mismatch.split(","):
        raise UnableToResolveSuspense("Test money pays no real fee.", code="NOT_REAL")
    _decide(fee, payment, PaymentStanding.SETTLES_FEE, reason, actor, now)
    close_pages_later(fee=fee)
    mark_paid(fee=fee, facts={"payment": str(payment.pk)}, actor=actor, now=now)
    recount(fee=fee)
    book_suspense_resolved(payment=payment, actor=actor, now=now)
    return payment


@transaction.atomic
def return_suspense(*, payment_id: uuid.UUID, reason: str, actor: Actor, now: datetime) -> Payment:
    """The money is the payer's: from now on a deposit, and its return is queued.

    Raises UnableToResolveSuspense.
    """
    fee, payment = _locked(payment_id, reason, actor)
    _decide(fee, payment, PaymentStanding.OVERPAYMENT, reason, actor, now)
    recount(fee=fee)
    book_suspense_resolved(payment=payment, actor=actor, now=now)
    jobs.configure_task(RETURN_OVERPAYMENT, allow_unknown=True).defer(fee_id=fee.pk)
    return payment


def _locked(payment_id: uuid.UUID, reason: str, actor: Actor) -> tuple[Fee, Payment]:
    if not actor.may(RESOLVE):
        raise UnableToResolveSuspense("Deciding needs the permission.", code="NOT_PERMITTED")
    if not reason.strip():
        raise UnableToResolveSuspense("Say how it was found out.", code="REASON_MISSING")
    fee_id = Payment.objects.values_list("fee_id", flat=True).get(pk=payment_id)
    fee = Fee.objects.select_for_update(of=("self",)).select_related("case").get(pk=fee_id)
    payment = Payment.objects.select_for_update(of=("self",)).get(pk=payment_id)
    payment.fee = fee
    if payment.standing != PaymentStanding.SUSPENSE:
        raise UnableToResolveSuspense(f"It is {payment.standing}.", code="NOT_IN_SUSPENSE")
    if payment.refunds.filter(status__in=GOING).exists():
        raise UnableToResolveSuspense("Part of it goes back already.", code="BEING_REFUNDED")
    if entry_of(f"payment:{payment.pk}") is None:
        raise UnableToResolveSuspense("It is not in the books yet.", code="NOT_BOOKED")
    return fee, payment


def _decide(
    fee: Fee, payment: Payment, standing: PaymentStanding, reason: str, actor: Actor, now: datetime
) -> None:
    payment.standing = standing
    payment.save(update_fields=["standing"])
    facts = {"payment": str(payment.pk), "standing": standing.value, "yen": payment.amount}
    write_event(
        fee=fee, step=FeeStep.RESOLVE_SUSPENSE, reason=reason, facts=facts, actor=actor, now=now
    )

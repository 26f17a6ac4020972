"""Money outside Stripe: bank transfer and postal money order (定額小為替), in and out.

Never revenue stamps (収入印紙): they are for the State's fees (DOMAIN §8).
"""

import uuid
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.domain.actor import Actor
from dsr.fees.enums import FeeStatus, FeeStep, PaymentMethod, PaymentStanding, RefundStatus
from dsr.fees.models import Fee, Payment, Refund
from dsr.fees.services.bookkeeping import book_payment
from dsr.fees.services.fee_events import write_event
from dsr.fees.services.payment_pages import close_pages_later
from dsr.fees.services.refund_settlement import close_refund
from dsr.fees.services.settlement import mark_paid
from policies.domain.calendar import jst_date

OFFLINE = (PaymentMethod.BANK_TRANSFER, PaymentMethod.POSTAL_ORDER)
JAPAN = ZoneInfo("Asia/Tokyo")


class UnableToRecordPayment(Exception):
    """Nothing was recorded.

    `code`: NOT_PERMITTED, REASON_MISSING, NOT_DUE, WRONG_METHOD, WRONG_AMOUNT or IN_FUTURE.
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


class UnableToRecordRefund(Exception):
    """Nothing was recorded. `code`: NOT_PERMITTED, REASON_MISSING or NOT_WAITING."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


@transaction.atomic
def record_offline_payment(
    *, fee_id: int, method: str, amount: int, paid_on: date, offline_reference: str, reason: str,
    actor: Actor, now: datetime,
) -> Payment:  # fmt: skip
    """Record that the whole fee came by bank transfer or postal money order.

    Arguments:
        method: BANK_TRANSFER or POSTAL_ORDER.
        amount: integer yen received; must be what the fee costs, to be typed by who saw it.
        paid_on: JST date on the statement or postmark.
        offline_reference: what finds the line in the bank's books; no personal data.

    Raises UnableToRecordPayment.
    """
    if not actor.may("dsr_fees.record_offline_payment"):
        raise UnableToRecordPayment("Recording needs the permission.", code="NOT_PERMITTED")
    if not reason.strip():
        raise UnableToRecordPayment("Say what was seen.", code="REASON_MISSING")
    if method not in OFFLINE:
        raise UnableToRecordPayment(f"{method} is not an offline method.", code="WRONG_METHOD")
    if paid_on > jst_date(now):
        raise UnableToRecordPayment("The day has not come yet.", code="IN_FUTURE")
    fee = Fee.objects.select_for_update(of=("self",)).select_related("case").get(pk=fee_id)
    if fee.status not in (FeeStatus.DUE, FeeStatus.PENDING):
        raise UnableToRecordPayment(f"{fee.reference} is {fee.status}.", code="NOT_DUE")
    if amount != fee.amount:
        raise UnableToRecordPayment(f"The fee is {fee.amount} yen.", code="WRONG_AMOUNT")
    payment = Payment.objects.create(
        fee=fee,
        method=method,
        amount=amount,
        standing=PaymentStanding.SETTLES_FEE,
        paid_at=datetime.combine(paid_on, time(), tzinfo=JAPAN),
        recorded_by_id=actor.user_id,
        offline_reference=offline_reference.strip(),
    )
    write_event(
        fee=fee, step=FeeStep.RECORD_OFFLINE_PAYMENT, reason=reason, actor=actor, now=now,
        facts={"payment": str(payment.pk), "method": method, "yen": amount},
    )  # fmt: skip
    close_pages_later(fee=fee)
    mark_paid(fee=fee, facts={"payment": str(payment.pk)}, actor=actor, now=now)
    book_payment(payment=payment, actor=actor, now=now)
    return payment


@transaction.atomic
def record_offline_refund(
    *, refund_id: uuid.UUID, offline_reference: str, reason: str, actor: Actor, now: datetime
) -> Refund:
    """Record that a waiting refund of an offline payment was sent by hand.

    Raises UnableToRecordRefund.
    """
    if not actor.may("dsr_fees.refund_fee"):
        raise UnableToRecordRefund("Recording needs the permission.", code="NOT_PERMITTED")
    if not reason.strip():
        raise UnableToRecordRefund("Say how it was sent.", code="REASON_MISSING")
    fee_id = Refund.objects.values_list("payment__fee_id", flat=True).get(pk=refund_id)
    fee = Fee.objects.select_for_update(of=("self",)).select_related("case").get(pk=fee_id)
    refund = Refund.objects.select_related("payment").get(pk=refund_id)
    if refund.status != RefundStatus.REQUESTED or refund.payment.payment_intent_id:
        raise UnableToRecordRefund("This refund is not sent by hand.", code="NOT_WAITING")
    refund.offline_reference = offline_reference.strip()
    write_event(
        fee=fee, step=FeeStep.RECORD_OFFLINE_REFUND, reason=reason, actor=actor, now=now,
        facts={"refund": str(refund.pk), "yen": refund.amount},
    )  # fmt: skip
    close_refund(fee=fee, refund=refund, status=RefundStatus.SUCCEEDED, code="", now=now)
    return refund

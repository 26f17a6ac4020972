"""How a payment stands: the one idempotent settle function for every path (FEES §2, §3)."""

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app as jobs

from accounts.domain.actor import Actor, system_actor
from accounts.enums import MailTemplate
from accounts.services.outbox import queue_mail
from dsr.cases.models import Case
from dsr.cases.services.gates import pass_fee
from dsr.fees.enums import LIVE_ATTEMPT, AttemptStatus, FeeStatus, PaymentMethod, PaymentStanding
from dsr.fees.gateways.stripe_checkout import CheckoutSession, fetch_checkout
from dsr.fees.models import Fee, Payment, PaymentAttempt
from dsr.fees.services.bookkeeping import book_payment

SETTLING = system_actor("fees.settle_payment")
RETURN_OVERPAYMENT = "dsr_fees.return_overpayment"
CLOSE_PAGES = "dsr_fees.close_pages"


def sync_attempt(*, attempt_id: uuid.UUID, now: datetime) -> PaymentAttempt:
    """Ask Stripe how an attempt stands and write it: return page, webhook, sweeper and button.

    Any number of times, in any order, from any number of processes gives the same end state.

    Raises:
        StripeUnavailable: ask again later; nothing changed.
        StripeRefused: Stripe knows no such session.
    """
    attempt = PaymentAttempt.objects.get(pk=attempt_id)
    if not attempt.session_id:
        return attempt
    session = fetch_checkout(attempt.session_id)
    return settle_session(attempt_id=attempt_id, session=session, now=now)


@transaction.atomic
def settle_session(
    *, attempt_id: uuid.UUID, session: CheckoutSession, now: datetime
) -> PaymentAttempt:
    """Write what a session says. Locks fee, then attempt; rechecks under the lock."""
    fee_id = PaymentAttempt.objects.values_list("fee_id", flat=True).get(pk=attempt_id)
    fee = Fee.objects.select_for_update(of=("self",)).select_related("case").get(pk=fee_id)
    attempt = PaymentAttempt.objects.select_for_update(of=("self",)).get(pk=attempt_id)
    attempt.synced_at = now
    attempt.session_id = attempt.session_id or session.id
    if session.payment_status == "paid":
        _settle_paid(fee, attempt, session, now)
    elif attempt.status != AttemptStatus.PAID:  # only refunds and disputes lower what was paid
        _settle_unpaid(fee, attempt, session, now)
    attempt.save()
    _book(attempt, session, now)
    return attempt


@transaction.atomic
def settle_opening(
    *, attempt_id: uuid.UUID, session: CheckoutSession, now: datetime
) -> PaymentAttempt:
    """Write which page Stripe opened; an attempt that ended meanwhile stays ended."""
    attempt = PaymentAttempt.objects.select_for_update(of=("self",)).get(pk=attempt_id)
    # Remembered even where a fresh attempt took its place, so that money on it is found.
    attempt.session_id = attempt.session_id or session.id
    if attempt.status == AttemptStatus.CREATING:
        attempt.status = AttemptStatus.OPEN
        attempt.page_url = session.url or ""
        attempt.synced_at = now
    attempt.save()
    return attempt


def mismatch_of(fee: Fee, attempt: PaymentAttempt, session: CheckoutSession) -> str:
    """What keeps this money from settling this fee: "" or the names of what does not match."""
    expected = {"fee": fee.reference, "attempt": str(attempt.pk)}
    wrong = {
        "amount": session.amount_total != fee.amount,
        "currency": session.currency != "jpy",
        "metadata": {key: session.metadata.get(key) for key in expected} != expected,
        "livemode": session.livemode != settings.STRIPE_LIVE_MODE,
        "session": bool(attempt.session_id) and session.id != attempt.session_id,
    }
    return ",".join(name for name, is_wrong in wrong.items() if is_wrong)


def _settle_paid(
    fee: Fee, attempt: PaymentAttempt, session: CheckoutSession, now: datetime
) -> None:
    payment = Payment.objects.filter(attempt=attempt).first()
    if payment is not None:
        _complete(payment, session)
        return
    mismatch = mismatch_of(fee, attempt, session)
    standing = _standing(fee, mismatch)
    Payment.objects.create(
        fee=fee,
        attempt=attempt,
        payment_intent_id=session.payment_intent_id or "",
        charge_id=session.charge_id or "",
        method=PaymentMethod.KONBINI if session.method == "konbini" else PaymentMethod.CARD,
        amount=session.amount_total or 0,
        currency=session.currency or "",
        livemode=session.livemode,
        standing=standing,
        mismatch=mismatch,
        stripe_fee=session.balance_fee,
        balance_transaction_id=(
            session.balance_transaction.id if session.balance_transaction else ""
        ),
        paid_at=_paid_at(session, now),
    )
    attempt.status = AttemptStatus.PAID
    attempt.ended_at = now
    if standing == PaymentStanding.SETTLES_FEE:
        _close_other_pages(fee, attempt)
        mark_paid(fee=fee, facts={"attempt": str(attempt.pk)}, actor=SETTLING, now=now)
    elif standing == PaymentStanding.OVERPAYMENT:
        fee.overpaid = True
        fee.refund_pending = True
        fee.save(update_fields=["overpaid", "refund_pending"])
        jobs.configure_task(RETURN_OVERPAYMENT, allow_unknown=True).defer(fee_id=fee.pk)
    else:
        fee.needs_review = True
        fee.save(update_fields=["needs_review"])


def _book(attempt: PaymentAttempt, session: CheckoutSession, now: datetime) -> None:
    """Last in the transaction: the books of a month are locked until it ends."""
    payment = Payment.objects.filter(attempt=attempt).select_related("fee").first()
    if payment is not None:
        made = session.balance_transaction
        converted = made.amount if made is not None and made.currency == "jpy" else None
        book_payment(payment=payment, converted=converted, now=now)


def _paid_at(session: CheckoutSession, now: datetime) -> datetime:
    """When a card was charged, however late we heard of it: the date in the books hangs on it.

    A convenience store's charge begins with the voucher; it counts from when we hear it was paid.
    """
    charge = session.payment.charge if session.payment else None
    if charge is None or charge.method != "card":
        return now
    return min(charge.created_at, now)


def _standing(fee: Fee, mismatch: str) -> PaymentStanding:
    if mismatch:
        return PaymentStanding.SUSPENSE
    if fee.status in (FeeStatus.DUE, FeeStatus.PENDING):
        return PaymentStanding.SETTLES_FEE
    return PaymentStanding.OVERPAYMENT  # paid, waived or cancelled meanwhile: it goes back


def _close_other_pages(fee: Fee, paid: PaymentAttempt) -> None:
    if fee.attempts.filter(status__in=LIVE_ATTEMPT).exclude(pk=paid.pk).exists():
        jobs.configure_task(CLOSE_PAGES, allow_unknown=True).defer(fee_id=fee.pk)


def mark_paid(*, fee: Fee, facts: dict[str, Any], actor: Actor, now: datetime) -> None:
    """The fee is settled by money, in the caller's transaction and under its lock of the fee."""
    fee.status = FeeStatus.PAID
    fee.settled_at = now
    fee.save(update_fields=["status", "settled_at"])
    tell_settled(fee=fee, facts=facts, actor=actor, now=now)


def tell_settled(*, fee: Fee, facts: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Nothing more is owed: gate of the case and mail, in the caller's transaction."""
    case = Case.objects.select_for_update(of=("self",)).select_related("requester").get(
        pk=fee.case_id
    )  # fmt: skip
    queue_mail(
        recipient=case.requester,
        template=MailTemplate.FEE_SETTLED,
        reference=case.reference,
        path=f"/requests/{case.reference}/",
        now=now,
    )
    if case.is_open and case.released_at is None:
        pass_fee(case_id=case.pk, facts={"fee": fee.reference, **facts}, actor=actor, now=now)


def _complete(payment: Payment, session: CheckoutSession) -> None:
    """Stripe books its fee up to an hour later: fill what was null, change nothing else."""
    if payment.stripe_fee is None and session.balance_transaction is not None:
        payment.stripe_fee = session.balance_fee
        payment.balance_transaction_id = session.balance_transaction.id
        payment.save(update_fields=["stripe_fee", "balance_transaction_id"])


def _settle_unpaid(
    fee: Fee, attempt: PaymentAttempt, session: CheckoutSession, now: datetime
) -> None:
    if session.status == "complete":
        _settle_voucher(fee, attempt, session, now)
    elif session.status == "expired" and attempt.status in LIVE_ATTEMPT:
        attempt.status = AttemptStatus.EXPIRED
        attempt.ended_at = now


def _settle_voucher(
    fee: Fee, attempt: PaymentAttempt, session: CheckoutSession, now: datetime
) -> None:
    """Konbini: complete but unpaid means a voucher is out, or has lapsed."""
    payment = session.payment
    if payment is not None and payment.status in ("canceled", "requires_payment_method"):
        if attempt.status != AttemptStatus.FAILED:
            attempt.status = AttemptStatus.FAILED
            attempt.failure_code = payment.failure_code or "voucher_lapsed"
            attempt.ended_at = now
            _due_again(fee, lapsed=attempt)
        return
    if attempt.status in (*LIVE_ATTEMPT, AttemptStatus.SUPERSEDED):
        attempt.status = AttemptStatus.PENDING
        attempt.ended_at = None
        attempt.voucher_url = session.voucher_url or ""
        attempt.voucher_expires_at = session.voucher_expires_at
        if fee.status == FeeStatus.DUE:
            fee.status = FeeStatus.PENDING
            fee.save(update_fields=["status"])


def _due_again(fee: Fee, *, lapsed: PaymentAttempt) -> None:
    """A lapsed voucher touches the fee only where no other voucher is out."""
    pending = fee.attempts.filter(status=AttemptStatus.PENDING)
    others = pending.exclude(pk=lapsed.pk).exists()
    if fee.status == FeeStatus.PENDING and not others:
        fee.status = FeeStatus.DUE
        fee.save(update_fields=["status"])

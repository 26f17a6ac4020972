"""Opening a payment page: claim, call, settle (docs/house.md sentence 2, FEES §2)."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override

from dsr.fees.enums import LIVE_ATTEMPT, AttemptStatus, FeeStatus
from dsr.fees.gateways.stripe_checkout import (
    CheckoutSession,
    StripeRefused,
    StripeUnavailable,
    create_checkout,
)
from dsr.fees.models import Fee, PaymentAttempt
from dsr.fees.services.settlement import sync_attempt

PAGE_OPEN_FOR = timedelta(hours=23)  # Stripe allows 30 minutes to 24 hours
REUSE_UNTIL = timedelta(minutes=30)  # a page that closes sooner is replaced, not reused


class UnableToBeginCheckout(Exception):
    """No payment page was opened. `code`: NOT_DUE, UNAVAILABLE (try again) or REFUSED."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


def begin_checkout(*, fee_id: int, locale: str, now: datetime) -> str:
    """The address of the hosted payment page for a fee; one live page per fee.

    A second click or tab gets the same page. A retry after a lost response repeats the stored
    values under the stored idempotency key, so Stripe answers with the session it already made.

    Arguments:
        fee_id: primary key of the fee; the caller checked that it is this person's.
        locale: "ja" or "en", the language of the payment page.
        now: aware datetime.

    Raises:
        UnableToBeginCheckout: nothing is due, or Stripe did not answer.
    """
    attempt = _claim(fee_id, locale, now)
    if attempt.status == AttemptStatus.OPEN:
        # The page may have been paid in another tab meanwhile: ask before sending anybody there.
        attempt = sync_attempt(attempt_id=attempt.pk, now=now)
        if attempt.status == AttemptStatus.OPEN:
            return attempt.page_url
        return begin_checkout(fee_id=fee_id, locale=locale, now=now)
    return _open_page(attempt, now)


@transaction.atomic
def _claim(fee_id: int, locale: str, now: datetime) -> PaymentAttempt:
    """Commit the intent: the live attempt of this fee, or a fresh one."""
    fee = Fee.objects.select_for_update(of=("self",)).get(pk=fee_id)
    if fee.status != FeeStatus.DUE:
        raise UnableToBeginCheckout(f"{fee.reference} is {fee.status}, not due.", code="NOT_DUE")
    live = fee.attempts.filter(status__in=LIVE_ATTEMPT).first()
    if live is not None:
        if live.page_expires_at - now > REUSE_UNTIL:
            return live
        live.status = AttemptStatus.SUPERSEDED
        live.ended_at = now
        live.save(update_fields=["status", "ended_at"])
    attempt_id = uuid.uuid4()
    return PaymentAttempt.objects.create(
        id=attempt_id,
        fee=fee,
        idempotency_key=f"checkout:{attempt_id}",
        locale="en" if locale == "en" else "ja",
        page_expires_at=(now + PAGE_OPEN_FOR).replace(microsecond=0),
        created_at=now,
    )


def _open_page(attempt: PaymentAttempt, now: datetime) -> str:
    try:
        session = _call(attempt)
    except StripeUnavailable as error:
        # Stays CREATING: the next click or the sweeper repeats the very same request.
        raise UnableToBeginCheckout("Stripe did not answer.", code="UNAVAILABLE") from error
    except StripeRefused as error:
        _give_up(attempt, code=error.code, now=now)
        raise UnableToBeginCheckout("Stripe refused the payment page.", code="REFUSED") from error
    return settle_opening(attempt_id=attempt.pk, session=session, now=now).page_url


def _call(attempt: PaymentAttempt) -> CheckoutSession:
    site = settings.SITE_URL
    with override(attempt.locale):
        product = gettext("Fee for the disclosure of retained personal data")
    return create_checkout(
        attempt_id=str(attempt.pk),
        fee_reference=attempt.fee.reference,
        amount=attempt.fee.amount,
        product_name=product,
        locale="en" if attempt.locale == "en" else "ja",
        success_url=f"{site}/fees/return/{attempt.pk}/?session_id={{CHECKOUT_SESSION_ID}}",
        cancel_url=f"{site}/fees/cancel/{attempt.pk}/",
        expires_at=attempt.page_expires_at,
        idempotency_key=attempt.idempotency_key,
    )


@transaction.atomic
def settle_opening(
    *, attempt_id: uuid.UUID, session: CheckoutSession, now: datetime
) -> PaymentAttempt:
    """Write what Stripe answered; the page of an attempt that ended meanwhile stays ended."""
    attempt = PaymentAttempt.objects.select_for_update(of=("self",)).get(pk=attempt_id)
    if attempt.status == AttemptStatus.CREATING:
        attempt.status = AttemptStatus.OPEN
        attempt.session_id = session.id
        attempt.page_url = session.url or ""
        attempt.synced_at = now
        attempt.save(update_fields=["status", "session_id", "page_url", "synced_at"])
    elif not attempt.session_id:
        # Superseded before the answer came: remember the session, so that money on it is found.
        attempt.session_id = session.id
        attempt.save(update_fields=["session_id"])
    return attempt


@transaction.atomic
def _give_up(attempt: PaymentAttempt, *, code: str, now: datetime) -> None:
    PaymentAttempt.objects.filter(pk=attempt.pk, status=AttemptStatus.CREATING).update(
        status=AttemptStatus.ERROR, failure_code=code[:100], ended_at=now
    )

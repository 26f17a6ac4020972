"""Opening a payment page: claim, call, settle (docs/house.md sentence 2, FEES §2)."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override

from dsr.fees.enums import LIVE_ATTEMPT, AttemptStatus, FeeStatus, PaymentStanding
from dsr.fees.gateways.stripe_checkout import (
    CheckoutSession,
    StripeRefused,
    StripeUnavailable,
    create_checkout,
)
from dsr.fees.models import Fee, PaymentAttempt
from dsr.fees.services.payment_pages import close_page
from dsr.fees.services.settlement import settle_opening, sync_attempt

PAGE_OPEN_FOR = timedelta(hours=23)  # Stripe allows 30 minutes to 24 hours
REUSE_UNTIL = timedelta(minutes=30)  # a page that closes sooner is replaced, not reused
# Stripe remembers a key for 24 hours, its own failures included: after a few minutes of no answer
# a fresh attempt asks under a fresh key. Nobody ever saw the address of the lost page.
REPEAT_FOR = timedelta(minutes=5)


class UnableToBeginCheckout(Exception):
    """No payment page was opened.

    `code`: NOT_DUE, UNDER_REVIEW (money came that does not match), UNAVAILABLE (try again) or
    REFUSED.
    """

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
    try:
        if attempt.status == AttemptStatus.OPEN:
            attempt = _look_again(attempt, now)
            if attempt.status == AttemptStatus.OPEN:
                return attempt.page_url
            attempt = _claim(fee_id, locale, now)
        return _open_page(attempt, now)
    except StripeUnavailable as error:
        # Nothing is lost: the next click repeats the very same request.
        raise UnableToBeginCheckout("Stripe did not answer.", code="UNAVAILABLE") from error
    except StripeRefused as error:
        _give_up(attempt.pk, code=error.code, now=now)
        raise UnableToBeginCheckout("Stripe refused the payment page.", code="REFUSED") from error


@transaction.atomic
def _claim(fee_id: int, locale: str, now: datetime) -> PaymentAttempt:
    """Commit the intent: the live attempt of this fee, or a fresh one."""
    fee = Fee.objects.select_for_update(of=("self",)).get(pk=fee_id)
    if fee.status != FeeStatus.DUE:
        raise UnableToBeginCheckout(f"{fee.reference} is {fee.status}, not due.", code="NOT_DUE")
    if has_unreturned_suspense(fee):
        raise UnableToBeginCheckout("Money is under review.", code="UNDER_REVIEW")
    live = fee.attempts.select_related("fee").filter(status__in=LIVE_ATTEMPT).first()
    if live is not None:
        if live.status == AttemptStatus.OPEN or now - live.created_at < REPEAT_FOR:
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


def has_unreturned_suspense(fee: Fee) -> bool:
    """Whether money is here that settles nothing and has not gone back."""
    return fee.needs_review and fee.payments.filter(standing=PaymentStanding.SUSPENSE).exists()


def _look_again(attempt: PaymentAttempt, now: datetime) -> PaymentAttempt:
    """An open page may have been paid in another tab; one that soon closes is closed now."""
    if attempt.page_expires_at - now > REUSE_UNTIL:
        return sync_attempt(attempt_id=attempt.pk, now=now)
    return close_page(attempt_id=attempt.pk, session_id=attempt.session_id, now=now)


def _open_page(attempt: PaymentAttempt, now: datetime) -> str:
    if attempt.status == AttemptStatus.OPEN:  # somebody else opened it a moment ago
        return attempt.page_url
    opened = settle_opening(attempt_id=attempt.pk, session=_call(attempt), now=now)
    if opened.status != AttemptStatus.OPEN:  # a fresh attempt took its place while Stripe thought
        raise UnableToBeginCheckout("The answer came too late.", code="UNAVAILABLE")
    return opened.page_url


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
def _give_up(attempt_id: uuid.UUID, *, code: str, now: datetime) -> None:
    # A page that is open may still be paid: only Stripe not knowing it ends it.
    hopeless = LIVE_ATTEMPT if code == "resource_missing" else (AttemptStatus.CREATING,)
    PaymentAttempt.objects.filter(pk=attempt_id, status__in=hopeless).update(
        status=AttemptStatus.ERROR, failure_code=code[:100], ended_at=now
    )

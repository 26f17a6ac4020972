"""Closing payment pages that nobody should pay on any more."""

import uuid
from datetime import datetime

from procrastinate.contrib.django import app as jobs

from dsr.fees.enums import LIVE_ATTEMPT, AttemptStatus
from dsr.fees.gateways.stripe_checkout import StripeRefused, expire_checkout, fetch_checkout
from dsr.fees.models import Fee, PaymentAttempt
from dsr.fees.services.settlement import CLOSE_PAGES, settle_session


def close_pages_later(*, fee: Fee) -> None:
    """Promise, in the caller's transaction, that the fee's open pages close."""
    if fee.attempts.filter(status__in=LIVE_ATTEMPT).exists():
        jobs.configure_task(CLOSE_PAGES, allow_unknown=True).defer(fee_id=fee.pk)


def close_pages(*, fee_id: int, now: datetime) -> None:
    """Close every open page of a fee at Stripe. One that was paid meanwhile is settled instead.

    Raises StripeUnavailable to be retried.
    """
    for attempt in PaymentAttempt.objects.filter(fee_id=fee_id, status=AttemptStatus.OPEN):
        close_page(attempt_id=attempt.pk, session_id=attempt.session_id, now=now)


def close_page(*, attempt_id: uuid.UUID, session_id: str, now: datetime) -> PaymentAttempt:
    """Close one page; no transaction may be open. Raises StripeUnavailable, StripeRefused."""
    try:
        session = expire_checkout(session_id)
    except StripeRefused:  # not open any more: what became of it?
        session = fetch_checkout(session_id)
    return settle_session(attempt_id=attempt_id, session=session, now=now)

"""Webhook events: stored at once, handled by job. An event is a doorbell; Stripe has the truth."""

import logging
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from procrastinate.contrib.django import app as jobs

from dsr.fees.enums import WebhookOutcome
from dsr.fees.gateways.stripe_checkout import (
    StripeEvent,
    StripeRefused,
    fetch_charge,
    fetch_checkout,
    fetch_refund,
    find_checkout_of_payment,
)
from dsr.fees.models import PaymentAttempt, WebhookEvent
from dsr.fees.services.disputes import sync_dispute
from dsr.fees.services.refund_settlement import sync_refunds
from dsr.fees.services.settlement import settle_opening, sync_attempt

HANDLE_EVENT = "dsr_fees.handle_webhook_event"
UNMATCHED_FOR = timedelta(days=3)
FINAL = (WebhookOutcome.HANDLED, WebhookOutcome.MISMATCH, WebhookOutcome.IGNORED)
log = logging.getLogger(__name__)


class EventUnmatched(Exception):
    """What the event is about is not ours yet: our own commit may be on its way. Retried."""


@transaction.atomic
def store_event(*, event: StripeEvent, now: datetime) -> bool:
    """Store one verified event and queue its handling; False for one that is known already."""
    wrong = event.livemode != settings.STRIPE_LIVE_MODE or not event.is_expected_version
    _, is_new = WebhookEvent.objects.get_or_create(  # ids race on the unique key, not here
        event_id=event.id,
        defaults={
            "type": event.type[:80],
            "object_id": event.object_id[:100],
            "api_version": (event.api_version or "")[:40],
            "livemode": event.livemode,
            "outcome": WebhookOutcome.MISMATCH if wrong else WebhookOutcome.WAITING,
            "received_at": now,
        },
    )
    if is_new and wrong:
        log.error(
            "Stripe event %s of another mode or version (live %s, version %s)",
            event.id, event.livemode, event.api_version,
        )  # fmt: skip
    elif is_new:
        # One object at a time, so that an older answer never overwrites a newer one.
        handling = jobs.configure_task(
            HANDLE_EVENT, allow_unknown=True, lock=f"stripe:{event.object_id}"
        )
        handling.defer(event_id=event.id)
    return is_new


def handle_event(*, event_id: str, now: datetime) -> None:
    """Look at what an event points to and settle it. Any number of times, in any order.

    Raises EventUnmatched or StripeUnavailable to be retried.
    """
    row = WebhookEvent.objects.get(event_id=event_id)
    if row.outcome in FINAL:
        return
    try:
        outcome = _look(row, now)
    except StripeRefused as error:
        log.warning("Stripe refused what event %s is about: %s", row.event_id, error.code)
        outcome = WebhookOutcome.UNMATCHED
    WebhookEvent.objects.filter(pk=row.pk).exclude(outcome__in=FINAL).update(
        outcome=outcome,
        attempts=F("attempts") + 1,
        handled_at=None if outcome == WebhookOutcome.UNMATCHED else now,
    )
    if outcome == WebhookOutcome.UNMATCHED and now - row.received_at < UNMATCHED_FOR:
        raise EventUnmatched(f"{row.type} {row.object_id} matches nothing of ours yet.")


def _look(row: WebhookEvent, now: datetime) -> WebhookOutcome:
    matched: bool | None = None
    if row.type.startswith("checkout.session."):
        matched = _sync_session(row.object_id, now)
    elif row.type.startswith("charge.dispute."):
        matched = sync_dispute(dispute_id=row.object_id, now=now)
    elif row.type.startswith(("refund.", "charge.refund.")):
        matched = _sync_payment(fetch_refund(row.object_id).payment_intent_id, now)
    elif row.type.startswith("payment_intent."):
        matched = _sync_payment(row.object_id, now)
    elif row.type.startswith("charge."):
        matched = _sync_payment(fetch_charge(row.object_id).payment_intent_id, now)
    if matched is None:
        return WebhookOutcome.IGNORED
    return WebhookOutcome.HANDLED if matched else WebhookOutcome.UNMATCHED


def _sync_session(session_id: str, now: datetime) -> bool:
    attempt = PaymentAttempt.objects.filter(session_id=session_id).first()
    attempt = attempt or _attempt_named_by(session_id, now)
    if attempt is None:
        return False
    sync_attempt(attempt_id=attempt.pk, now=now)
    return True


def _attempt_named_by(session_id: str, now: datetime) -> PaymentAttempt | None:
    """The attempt whose own answer was lost, or is not committed yet: the page names it."""
    session = fetch_checkout(session_id)
    try:
        attempt_id = uuid.UUID(session.metadata.get("attempt", ""))
    except ValueError:
        return None
    if not PaymentAttempt.objects.filter(pk=attempt_id, session_id="").exists():
        return None
    attempt = settle_opening(attempt_id=attempt_id, session=session, now=now)
    return attempt if attempt.session_id == session_id else None


def _sync_payment(payment_intent_id: str | None, now: datetime) -> bool:
    """First that it was paid, then what went back: their events come in any order."""
    session = find_checkout_of_payment(payment_intent_id) if payment_intent_id else None
    if session is None or payment_intent_id is None or not _sync_session(session.id, now):
        return False
    sync_refunds(payment_intent_id=payment_intent_id, now=now)
    return True

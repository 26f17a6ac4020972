"""Webhook events: stored at once, handled by job. An event is a doorbell; Stripe has the truth."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app as jobs

from dsr.fees.enums import WebhookOutcome
from dsr.fees.gateways.stripe_checkout import (
    StripeEvent,
    find_checkout_of_payment,
)
from dsr.fees.models import PaymentAttempt, Refund, WebhookEvent
from dsr.fees.services.refunds import send_refund
from dsr.fees.services.settlement import sync_attempt

HANDLE_EVENT = "dsr_fees.handle_webhook_event"
UNMATCHED_FOR = timedelta(days=3)


class EventUnmatched(Exception):
    """The session is not ours yet: our own commit may still be on its way. Retried."""


@transaction.atomic
def store_event(*, event: StripeEvent, now: datetime) -> bool:
    """Store one verified event and queue its handling; False for one that is known already."""
    wrong = event.livemode != settings.STRIPE_LIVE_MODE or not event.is_expected_version
    stored = WebhookEvent.objects.bulk_create(
        [
            WebhookEvent(
                event_id=event.id,
                type=event.type[:80],
                object_id=event.object_id[:100],
                api_version=(event.api_version or "")[:40],
                livemode=event.livemode,
                outcome=WebhookOutcome.MISMATCH if wrong else WebhookOutcome.WAITING,
                received_at=now,
            )
        ],
        ignore_conflicts=True,
    )
    row = WebhookEvent.objects.get(event_id=stored[0].event_id)
    is_new = row.received_at == now
    if is_new and not wrong:
        jobs.configure_task(HANDLE_EVENT, allow_unknown=True).defer(event_id=event.id)
    return is_new


def handle_event(*, event_id: str, now: datetime) -> None:
    """Look at what an event points to and settle it. Any number of times, in any order.

    Raises EventUnmatched or StripeUnavailable to be retried.
    """
    row = WebhookEvent.objects.get(event_id=event_id)
    if row.outcome in (WebhookOutcome.HANDLED, WebhookOutcome.MISMATCH):
        return
    outcome = _look(row, now)
    WebhookEvent.objects.filter(pk=row.pk).update(
        outcome=outcome,
        attempts=row.attempts + 1,
        handled_at=None if outcome == WebhookOutcome.UNMATCHED else now,
    )
    if outcome == WebhookOutcome.UNMATCHED and now - row.received_at < UNMATCHED_FOR:
        raise EventUnmatched(f"{row.type} {row.object_id} matches no attempt yet.")


def _look(row: WebhookEvent, now: datetime) -> WebhookOutcome:
    family = row.type.partition(".")[0]
    if row.type.startswith("checkout.session."):
        return _sync_session(row.object_id, now)
    if family == "payment_intent":
        session = find_checkout_of_payment(row.object_id)
        return _sync_session(session.id, now) if session else WebhookOutcome.UNMATCHED
    if family == "refund" or row.type.startswith("charge.refund"):
        return _sync_refund(row.object_id, now)
    return WebhookOutcome.IGNORED


def _sync_session(session_id: str, now: datetime) -> WebhookOutcome:
    attempt = PaymentAttempt.objects.filter(session_id=session_id).first()
    if attempt is None:
        return WebhookOutcome.UNMATCHED
    sync_attempt(attempt_id=attempt.pk, now=now)
    return WebhookOutcome.HANDLED


def _sync_refund(stripe_refund_id: str, now: datetime) -> WebhookOutcome:
    refund = Refund.objects.filter(stripe_refund_id=stripe_refund_id).first()
    if refund is None:
        return WebhookOutcome.UNMATCHED
    send_refund(refund_id=refund.pk, now=now)
    return WebhookOutcome.HANDLED

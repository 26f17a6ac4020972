"""The sweeper: what no webhook told and no click finished."""

from datetime import datetime, timedelta

from dsr.fees.enums import AttemptStatus, WebhookOutcome
from dsr.fees.gateways.stripe_checkout import (
    StripeRefused,
    StripeUnavailable,
    list_undelivered_events,
)
from dsr.fees.models import Payment, PaymentAttempt, Refund, WebhookEvent
from dsr.fees.services.refund_settlement import ON_ITS_WAY, send_refund
from dsr.fees.services.settlement import sync_attempt
from dsr.fees.services.webhook_events import (
    UNMATCHED_FOR,
    EventUnmatched,
    handle_event,
    store_event,
)

QUIET_FOR = timedelta(minutes=10)
EVENTS_SINCE = timedelta(days=3)
MOST_TRIES = 40  # an event that is nobody's (another use of the account) is left after some hours


def sweep_payments(*, now: datetime) -> dict[str, int]:
    """Ask Stripe about everything that stands open, and for events it could not deliver.

    Returns how many of each were looked at and how many could not be asked; those are asked again
    at the next sweep. Raises StripeUnavailable when Stripe cannot be reached at all.
    """
    counts = {"attempts": 0, "refunds": 0, "events": 0, "unanswered": 0}
    for event in list_undelivered_events(since=now - EVENTS_SINCE):
        store_event(event=event, now=now)
        counts["events"] += 1
    _sweep_attempts(counts, now)
    _sweep_refunds(counts, now)
    _sweep_events(counts, now)
    return counts


def _sweep_attempts(counts: dict[str, int], now: datetime) -> None:
    waiting = PaymentAttempt.objects.filter(
        status__in=(AttemptStatus.OPEN, AttemptStatus.PENDING), created_at__lt=now - QUIET_FOR
    ).values_list("pk", flat=True)
    # Stripe books its own fee some time after the payment.
    not_booked = Payment.objects.filter(
        attempt__isnull=False, balance_transaction_id="", paid_at__gt=now - EVENTS_SINCE
    ).values_list("attempt_id", flat=True)
    for attempt_id in [*waiting.order_by("created_at"), *not_booked.order_by("paid_at")]:
        counts["attempts"] += 1
        try:
            sync_attempt(attempt_id=attempt_id, now=now)
        except (StripeUnavailable, StripeRefused):
            counts["unanswered"] += 1
    # A page that was never opened and whose time is over cannot be paid: free the fee.
    PaymentAttempt.objects.filter(status=AttemptStatus.CREATING, page_expires_at__lt=now).update(
        status=AttemptStatus.EXPIRED, ended_at=now
    )


def _sweep_refunds(counts: dict[str, int], now: datetime) -> None:
    going = Refund.objects.filter(
        status__in=ON_ITS_WAY,
        requested_at__lt=now - QUIET_FOR,
        payment__payment_intent_id__gt="",
    ).values_list("pk", flat=True)
    for refund_id in list(going.order_by("requested_at")):
        counts["refunds"] += 1
        try:
            send_refund(refund_id=refund_id, now=now)
        except (StripeUnavailable, StripeRefused):
            counts["unanswered"] += 1


def _sweep_events(counts: dict[str, int], now: datetime) -> None:
    unhandled = WebhookEvent.objects.filter(
        outcome__in=(WebhookOutcome.WAITING, WebhookOutcome.UNMATCHED),
        received_at__range=(now - UNMATCHED_FOR, now - QUIET_FOR),
        attempts__lt=MOST_TRIES,
    ).values_list("event_id", flat=True)
    for event_id in list(unhandled.order_by("received_at", "pk")):
        try:
            handle_event(event_id=event_id, now=now)
        except (EventUnmatched, StripeUnavailable):
            counts["unanswered"] += 1

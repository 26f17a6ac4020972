"""Signed webhooks over HTTP, at least once, with the retries Stripe promises.

Source: https://docs.stripe.com/webhooks (retries for up to three days).
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import requests
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from config.stripe_sandbox.domain.signature import sign_payload
from config.stripe_sandbox.models import Delivery, SandboxObject
from config.stripe_sandbox.world.events import wake_deliverer

ENDPOINT: Final = "/fees/webhook/stripe/"
TIMEOUT: Final = (3.05, 10)
MINUTE: Final = 60
BACK_OFF: Final = tuple(MINUTE * minutes for minutes in (1, 5, 30, 120, 300, 600, 720, 720, 720))


@dataclass(frozen=True, slots=True)
class DeliveryResult:
    """One attempt; `outcome` is the HTTP status or the name of the network error."""

    event_id: str
    type: str
    outcome: str
    delivered: bool


def deliver_pending_webhooks(*, now: datetime) -> list[DeliveryResult]:
    """Try every event not yet acknowledged, oldest first, whatever the back-off."""
    return _deliver(_pending(), now=now)


def deliver_due_webhooks(*, now: datetime) -> list[DeliveryResult]:
    """Try the events whose turn it is: new ones, and refused ones after their back-off."""
    due = Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=now)
    return _deliver(_pending().filter(due, attempts__lte=len(BACK_OFF)), now=now)


def deliver_event(*, event_id: str, now: datetime) -> DeliveryResult:
    """Send one event, also when it was delivered before."""
    delivery = Delivery.objects.select_related("event").get(event__stripe_id=event_id)
    return _attempt(delivery, now=now)


def retry_deliveries() -> None:
    """Forget every back-off and ask the worker to deliver; does not wait for it."""
    Delivery.objects.filter(delivered_at__isnull=True).update(next_attempt_at=None, attempts=0)
    transaction.on_commit(wake_deliverer)


def signed_delivery(
    *, event_id: str, now: datetime, secret: str | None = None
) -> tuple[bytes, str]:
    """Body and Stripe-Signature header of an event, for tests that post it themselves."""
    event = SandboxObject.objects.get(kind="event", stripe_id=event_id)
    payload = json.dumps(event.body, ensure_ascii=False, indent=2).encode()
    chosen = secret if secret is not None else settings.STRIPE_WEBHOOK_SECRETS[0]
    return payload, sign_payload(payload, secret=chosen, timestamp=int(now.timestamp()))


def _pending() -> QuerySet[Delivery]:
    rows = Delivery.objects.filter(delivered_at__isnull=True)
    return rows.select_related("event").order_by("event__number")


def _deliver(rows: QuerySet[Delivery], *, now: datetime) -> list[DeliveryResult]:
    return [_attempt(delivery, now=now) for delivery in rows]


def _attempt(delivery: Delivery, *, now: datetime) -> DeliveryResult:
    _claim(delivery, now=now)
    outcome, delivered = _post(delivery.event, now=now)
    _settle(delivery, outcome=outcome, delivered=delivered, now=now)
    return DeliveryResult(
        event_id=delivery.event.stripe_id,
        type=delivery.event.body["type"],
        outcome=outcome,
        delivered=delivered,
    )


def _claim(delivery: Delivery, *, now: datetime) -> None:
    """Count the attempt before it is made, so that a crash does not make it a first one again."""
    wait = BACK_OFF[min(delivery.attempts, len(BACK_OFF) - 1)]
    delivery.attempts += 1
    delivery.next_attempt_at = now + timedelta(seconds=wait)
    delivery.save(update_fields=["attempts", "next_attempt_at"])


def _post(event: SandboxObject, *, now: datetime) -> tuple[str, bool]:
    payload, signature = signed_delivery(event_id=event.stripe_id, now=now)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Stripe-Signature": signature,
        "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks) sandbox",
    }
    with requests.Session() as session:
        session.trust_env = False  # the endpoint is this server, never behind a proxy
        try:
            answer = session.post(
                settings.SITE_URL.rstrip("/") + ENDPOINT,
                data=payload,
                headers={**headers, "Connection": "close"},
                timeout=TIMEOUT,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            return type(error).__name__, False
    return str(answer.status_code), 200 <= answer.status_code < 300


def _settle(delivery: Delivery, *, outcome: str, delivered: bool, now: datetime) -> None:
    with transaction.atomic():
        delivery.last_outcome = outcome
        if delivered and delivery.delivered_at is None:
            delivery.delivered_at = now
            event = SandboxObject.objects.select_for_update().get(pk=delivery.event_id)
            event.body["pending_webhooks"] = 0
            event.save(update_fields=["body"])
        delivery.save(update_fields=["last_outcome", "delivered_at"])

"""Webhooks: prove that Stripe sent it, take the ids, fetch the truth. An event is a doorbell.

Source: https://docs.stripe.com/webhooks#verify-official-libraries and /api/events.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import stripe

from dsr.fees.gateways.stripe_client import API_VERSION, StripeRefused, call_stripe
from dsr.fees.gateways.stripe_money import (
    PAGE,
    fetch_charge,
    fetch_dispute,
    fetch_payment,
    fetch_payout,
    fetch_refund,
)
from dsr.fees.gateways.stripe_objects import (
    Body,
    Charge,
    CheckoutSession,
    Dispute,
    Payment,
    Payout,
    Refund,
    flag,
    id_of,
    instant,
    maybe,
    read,
    text,
    whole,
)
from dsr.fees.gateways.stripe_parsing import checkout_session

TOLERANCE_SECONDS: Final = 300  # into the past and, unlike the SDK, into the future too
MAX_WEBHOOK_BYTES: Final = 512 * 1024
EventObject = CheckoutSession | Payment | Charge | Refund | Dispute | Payout


class InvalidWebhook(Exception):
    """Not from Stripe, not now, or not an event: answer 400 and store nothing.

    `reason`: no_secret, too_large, not_text, signature, too_old, too_new, not_json, not_an_event.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class StripeEvent:
    """Something changed at Stripe. Never order by `created_at`; twins with different ids exist."""

    id: str
    type: str
    livemode: bool
    api_version: str | None
    object_kind: str  # checkout.session, payment_intent, charge, refund, dispute, payout …
    object_id: str
    payment_intent_id: str | None  # of the object, where it names one
    created_at: datetime

    @property
    def is_expected_version(self) -> bool:
        return self.api_version == API_VERSION


def read_event(
    *, payload: bytes, signature: str, secrets: Sequence[str], now: datetime
) -> StripeEvent:
    """The event in a webhook's raw body, proven by one of `secrets` (current first, then previous).

    `signature` is the Stripe-Signature header ("" when absent). Raises InvalidWebhook for every
    body and header that is not a fresh event of Stripe's, however hostile; never anything else.
    """
    if len(payload) > MAX_WEBHOOK_BYTES:
        raise InvalidWebhook("too_large")
    usable = [secret for secret in secrets if secret.strip()]
    if not usable:
        raise InvalidWebhook("no_secret")
    try:
        body = payload.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidWebhook("not_text") from error
    if not any(_is_signed(body, signature, secret) for secret in usable):
        raise InvalidWebhook("signature")
    _refuse_other_times(signature, now)
    return _parse(body)


def list_undelivered_events(*, since: datetime) -> list[StripeEvent]:
    """Events from `since` that no endpoint has acknowledged yet, oldest first.

    Stripe keeps events for 30 days.
    """

    def ask(client: stripe.StripeClient) -> list[StripeEvent]:
        page = client.v1.events.list(
            {
                "delivery_success": False,
                "created": {"gte": int(since.timestamp())},
                "limit": PAGE,
            }
        )
        return [read("event", _event, row.to_dict()) for row in page.auto_paging_iter()]

    return call_stripe(ask)[::-1]


def fetch_event_object(event: StripeEvent) -> EventObject:
    """The object behind an event as it stands now, not as the event remembers it.

    Raises StripeRefused with code unknown_kind for kinds this product does not keep.
    """
    fetch = _FETCHERS.get(event.object_kind)
    if fetch is None:
        raise StripeRefused("unknown_kind", message=event.object_kind)
    return fetch(event.object_id)


def _is_signed(body: str, signature: str, secret: str) -> bool:
    """Whether the header carries a v1 signature of this body; any age, that is judged elsewhere."""
    try:
        return bool(stripe.WebhookSignature.verify_header(body, signature, secret))
    except (stripe.SignatureVerificationError, ValueError, TypeError, AttributeError):
        return False


def _refuse_other_times(signature: str, now: datetime) -> None:
    # the header was just accepted by the SDK, which reads the first t= as this does
    pairs = [item.split("=", 2) for item in signature.split(",")]
    stamp = int(next(pair[1] for pair in pairs if pair[0] == "t"))
    age = int(now.timestamp()) - stamp
    if age > TOLERANCE_SECONDS:
        raise InvalidWebhook("too_old")
    if age < -TOLERANCE_SECONDS:
        raise InvalidWebhook("too_new")


def _parse(body: str) -> StripeEvent:
    try:
        values = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InvalidWebhook("not_json") from error
    if not isinstance(values, dict):
        raise InvalidWebhook("not_an_event")
    try:
        return read("event", _event, values)
    except StripeRefused as error:
        raise InvalidWebhook("not_an_event") from error


def _event(body: Body) -> StripeEvent:
    subject: Mapping[str, Any] = body["data"]["object"]
    kind = text(subject["object"])
    own_id = maybe(text, subject.get("id"))
    return StripeEvent(
        id=text(body["id"]),
        type=text(body["type"]),
        livemode=flag(body["livemode"]),
        api_version=maybe(text, body["api_version"]),
        object_kind=kind,
        object_id=own_id or "",
        payment_intent_id=own_id
        if kind == "payment_intent"
        else id_of(subject.get("payment_intent")),
        created_at=instant(whole(body["created"])),
    )


def _fetch_checkout(session_id: str) -> CheckoutSession:
    expand = ["payment_intent.latest_charge.balance_transaction"]
    answer = call_stripe(
        lambda client: client.v1.checkout.sessions.retrieve(session_id, {"expand": expand})
    )
    return read("checkout.session", checkout_session, answer.to_dict())


_FETCHERS: Final[dict[str, Callable[[str], EventObject]]] = {
    "checkout.session": _fetch_checkout,
    "payment_intent": fetch_payment,
    "charge": fetch_charge,
    "refund": fetch_refund,
    "dispute": fetch_dispute,
    "payout": fetch_payout,
}

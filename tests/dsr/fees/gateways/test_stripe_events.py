"""Webhooks: what is believed, and everything that is not."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st

from config.stripe_sandbox.enums import CardOutcome
from config.stripe_sandbox.models import SandboxObject
from config.stripe_sandbox.services.deliveries import signed_delivery
from config.stripe_sandbox.services.objects import announce
from config.stripe_sandbox.services.payments import pay_by_card
from dsr.fees.gateways.stripe_checkout import (
    API_VERSION,
    CheckoutSession,
    InvalidWebhook,
    StripeEvent,
    StripeRefused,
    fetch_event_object,
    list_undelivered_events,
    read_event,
)
from tests.config.stripe_sandbox.stripe_over_http import now
from tests.dsr.fees.gateways.test_stripe_checkout import open_page

SECRET = "whsec_now"
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
EVENT: dict[str, Any] = {
    "id": "evt_1",
    "object": "event",
    "api_version": API_VERSION,
    "created": 1_763_000_000,
    "data": {"object": {"id": "cs_1", "object": "checkout.session", "payment_intent": "pi_1"}},
    "livemode": False,
    "pending_webhooks": 1,
    "request": None,
    "type": "checkout.session.completed",
}


def signature_of(body: bytes, *, secret: str = SECRET, at: datetime = NOW) -> str:
    """Written out here a second time, so that the sandbox's own signing is not its only judge."""
    stamp = int(at.timestamp())
    digest = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={stamp},v1={digest}"


def read(
    body: bytes, signature: str | None = None, *, secrets: list[str] | None = None
) -> StripeEvent:
    return read_event(
        payload=body,
        signature=signature_of(body) if signature is None else signature,
        secrets=[SECRET] if secrets is None else secrets,
        now=NOW,
    )


def body_of(**changes: Any) -> bytes:
    return json.dumps({**EVENT, **changes}).encode()


def test_event_gives_the_ids_and_nothing_to_believe() -> None:
    assert read(body_of()) == StripeEvent(
        id="evt_1",
        type="checkout.session.completed",
        livemode=False,
        api_version=API_VERSION,
        object_kind="checkout.session",
        object_id="cs_1",
        payment_intent_id="pi_1",
        created_at=datetime.fromtimestamp(1_763_000_000, tz=UTC),
    )


def test_event_of_another_version_or_mode_is_read_and_says_so() -> None:
    event = read(body_of(api_version="2020-08-27", livemode=True))
    assert (event.is_expected_version, event.livemode) == (False, True)
    assert read(body_of()).is_expected_version is True


@pytest.mark.parametrize(
    ("seconds", "reason"), [(-300, None), (-301, "too_old"), (300, None), (301, "too_new")]
)
def test_event_is_believed_for_five_minutes_both_ways(seconds: int, reason: str | None) -> None:
    body = body_of()
    signature = signature_of(body, at=NOW + timedelta(seconds=seconds))
    if reason is None:
        assert read(body, signature).id == "evt_1"
        return
    with pytest.raises(InvalidWebhook) as invalid:
        read(body, signature)
    assert invalid.value.reason == reason


def test_event_signed_with_the_previous_secret_is_believed_while_both_are_set() -> None:
    body = body_of()
    old = signature_of(body, secret="whsec_before")
    assert read(body, old, secrets=[SECRET, "whsec_before"]).id == "evt_1"
    with pytest.raises(InvalidWebhook, match="signature"):
        read(body, old, secrets=[SECRET])


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "nonsense",
        "t=,v1=",
        "t=abc,v1=00",
        "v1=00",
        "t=1763780400",
        "t=1763780400,v0=00",
        "t=1763780400,v1=日本",
        "t=99999999999999999999999999999999,v1=00",
        "t=" + "9" * 5000 + ",v1=00",
        ",,,,",
        "t==,v1==",
        "t",
    ],
)
def test_signature_header_however_hostile_is_refused(signature: str) -> None:
    with pytest.raises(InvalidWebhook, match="signature"):
        read(body_of(), signature)


@pytest.mark.parametrize("secrets", [[], [""], [" ", "\t"]])
def test_event_is_never_believed_for_an_empty_secret(secrets: list[str]) -> None:
    body = body_of()
    with pytest.raises(InvalidWebhook, match="no_secret"):
        read(body, signature_of(body, secret=""), secrets=secrets)


def test_event_signed_for_another_body_is_refused() -> None:
    with pytest.raises(InvalidWebhook, match="signature"):
        read(body_of(id="evt_2"), signature_of(body_of()))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"\xff\xfe\x00", "not_text"),
        (b"", "not_json"),
        (b"not json", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b"[]", "not_an_event"),
        (b"null", "not_an_event"),
        (b'"evt_1"', "not_an_event"),
        (b"{}", "not_an_event"),
        (b'{"object": "v2.core.event", "id": "evt_1"}', "not_an_event"),
        (b'{"object": "event"}', "not_an_event"),
        (body_of(data=None), "not_an_event"),
        (body_of(data={"object": []}), "not_an_event"),
        (body_of(data={"object": {"object": 1}}), "not_an_event"),
        (body_of(id=None), "not_an_event"),
        (body_of(id=["evt_1"]), "not_an_event"),
        (body_of(type={}), "not_an_event"),
        (body_of(livemode="false"), "not_an_event"),
        (body_of(created=1e30), "not_an_event"),
        (body_of(created=10**30), "not_an_event"),
        (body_of(data={"object": {"id": "x", "object": "y", "payment_intent": 5}}), "not_an_event"),
        (body_of(pad="x" * 600_000), "too_large"),
    ],
)
def test_body_even_rightly_signed_is_refused_when_it_is_no_event(body: bytes, reason: str) -> None:
    with pytest.raises(InvalidWebhook) as invalid:
        read(body)
    assert invalid.value.reason == reason


@given(body=st.binary(max_size=200), signature=st.text(max_size=60))
def test_read_event_raises_nothing_but_invalid_webhook(body: bytes, signature: str) -> None:
    with pytest.raises(InvalidWebhook):
        read_event(payload=body, signature=signature, secrets=[SECRET], now=NOW)


@given(body=st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_read_event_survives_any_signed_json(body: object) -> None:
    payload = json.dumps(body).encode()
    with pytest.raises(InvalidWebhook):
        read(payload)


def test_sandbox_events_are_believed_by_us_and_by_stripes_own_library(sandbox: str) -> None:
    page = open_page()
    pay_by_card(session_id=page.id, outcome=CardOutcome.PAYS, now=now())
    event = SandboxObject.objects.get(
        kind="event", body__contains={"type": "checkout.session.completed"}
    )
    payload, signature = signed_delivery(event_id=event.stripe_id, now=now(), secret=SECRET)
    ours = read_event(payload=payload, signature=signature, secrets=[SECRET], now=now())
    theirs = stripe.Webhook.construct_event(payload, signature, SECRET)
    assert (ours.id, ours.type, ours.object_id) == (theirs.id, theirs.type, page.id)
    truth = fetch_event_object(ours)
    assert isinstance(truth, CheckoutSession)
    assert truth.payment_status == "paid"


def test_undelivered_events_are_listed_oldest_first(sandbox: str) -> None:
    start = now()
    page = open_page()
    pay_by_card(session_id=page.id, outcome=CardOutcome.PAYS, now=now())
    types = [event.type for event in list_undelivered_events(since=start)]
    assert types == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]
    assert list_undelivered_events(since=start + timedelta(hours=1)) == []


def test_event_about_something_we_do_not_keep_is_refused_by_kind(sandbox: str) -> None:
    page = open_page()
    announced = announce(type_="balance.available", stripe_id=page.id, now=now())
    event = list_undelivered_events(since=now() - timedelta(minutes=1))[0]
    assert (event.id, event.type) == (announced.stripe_id, "balance.available")
    unknown = read(body_of(data={"object": {"object": "balance"}}))
    with pytest.raises(StripeRefused) as refused:
        fetch_event_object(unknown)
    assert refused.value.code == "unknown_kind"

"""The doorbell: only fresh, signed events are stored, each once; the job asks for the truth."""

import json
import time
from typing import Any

import pytest
import requests
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from config.stripe_sandbox.domain.signature import sign_payload
from config.stripe_sandbox.models import SandboxObject
from config.stripe_sandbox.services.deliveries import signed_delivery
from config.stripe_sandbox.services.objects import announce, misreport_object, repeat_event
from config.stripe_sandbox.services.payments import take_outside_payment
from dsr.fees.models import PaymentAttempt, WebhookEvent
from dsr.fees.services.sweeping import sweep_payments
from dsr.fees.services.webhook_events import EventUnmatched, handle_event
from tests.dsr.fees.paying import (
    HOUR,
    MINUTE,
    OWED,
    SETTLED,
    at_once,
    now,
    open_page,
    owe,
    pay_card,
    pay_voucher,
    ring,
    stands,
    take_voucher,
    work,
)

pytestmark = pytest.mark.usefixtures("till")
ADDRESS = "/fees/webhook/stripe/"
SECRET = "whsec_sandbox_madoguchi"
HANDLE = "dsr_fees.handle_webhook_event"


def post(body: bytes, signature: str | None) -> int:
    headers = {} if signature is None else {"Stripe-Signature": signature}
    answer = Client().post(ADDRESS, body, content_type="application/json", headers=headers)
    return answer.status_code


def signed(body: bytes, *, secret: str = SECRET, age: int = 0) -> str:
    return sign_payload(body, secret=secret, timestamp=int(time.time()) - age)


def event_of(attempt: PaymentAttempt) -> tuple[str, bytes]:
    """Id and body of the event that says the page was completed."""
    row = SandboxObject.objects.get(kind="event", body__type="checkout.session.completed")
    assert row.body["data"]["object"]["id"] == attempt.session_id
    body, _ = signed_delivery(event_id=row.stripe_id, now=now())
    return row.stripe_id, body


def paid_page() -> tuple[Any, PaymentAttempt]:
    fee = owe()
    attempt = open_page(fee)
    pay_card(attempt)
    return fee, attempt


def handlings() -> int:
    return ProcrastinateJob.objects.filter(task_name=HANDLE).count()


def test_webhook_before_the_redirect_settles_the_fee() -> None:
    fee, _ = paid_page()
    assert {result.outcome for result in ring()} == {"200"}
    assert stands(fee) == OWED  # stored, not yet looked at
    work()
    assert stands(fee) == SETTLED
    assert set(WebhookEvent.objects.values_list("outcome", flat=True)) == {"HANDLED"}


def test_webhook_that_never_comes_is_fetched_by_the_sweeper() -> None:
    fee, _ = paid_page()
    counts = sweep_payments(now=now())
    assert counts["events"] > 0
    work()
    assert stands(fee) == SETTLED


def test_sweeper_asks_about_quiet_pages_even_without_events() -> None:
    fee, _ = paid_page()
    SandboxObject.objects.filter(kind="event").delete()
    sweep_payments(now=now() + 11 * MINUTE)
    assert stands(fee) == SETTLED


def test_webhook_before_our_own_commit_finds_its_attempt() -> None:
    """The answer to our request was lost; the page was made, and its event comes first."""
    from config.stripe_sandbox.enums import Fault
    from config.stripe_sandbox.services.faults import clear_faults, inject_fault
    from dsr.fees.services.checkouts import UnableToBeginCheckout, begin_checkout

    fee = owe()
    inject_fault(fault=Fault.LOST_RESPONSE, times=3, method="POST", path_contains="/sessions")
    with pytest.raises(UnableToBeginCheckout):
        begin_checkout(fee_id=fee.pk, locale="ja", now=now())
    clear_faults()
    attempt = fee.attempts.get()
    assert attempt.session_id == ""
    attempt.session_id = SandboxObject.objects.get(kind="checkout.session").stripe_id
    pay_card(attempt)  # not saved: we do not know the page
    ring()
    work()
    assert stands(fee) == SETTLED


def test_webhook_of_a_page_of_nobody_is_kept_and_tried_again() -> None:
    charge = take_outside_payment(amount=1000, now=now())
    ring()
    row = WebhookEvent.objects.get(type="charge.succeeded")
    assert row.object_id == charge.stripe_id
    with pytest.raises(EventUnmatched):
        handle_event(event_id=row.event_id, now=now())
    handle_event(event_id=row.event_id, now=now() + 73 * HOUR)  # no more retries, still on record
    row.refresh_from_db()
    assert (row.outcome, row.attempts) == ("UNMATCHED", 2)


def test_unmatched_job_waits_and_comes_again() -> None:
    take_outside_payment(amount=1000, now=now())
    ring()
    work()
    waiting = ProcrastinateJob.objects.filter(task_name=HANDLE, status="todo", attempts=1)
    assert waiting.count() > 0


def test_event_is_handled_after_a_crash_between_storing_and_handling() -> None:
    fee, _ = paid_page()
    ring()
    ProcrastinateJob.objects.filter(task_name=HANDLE).delete()  # the worker's machine burned down
    sweep_payments(now=now() + 11 * MINUTE)
    assert stands(fee) == SETTLED
    assert set(WebhookEvent.objects.values_list("outcome", flat=True)) == {"HANDLED"}


@pytest.mark.race
def test_same_event_eight_times_at_once_is_stored_and_settled_once(till: str) -> None:
    fee, attempt = paid_page()
    event_id, body = event_of(attempt)
    header = {"Stripe-Signature": signed(body), "Connection": "close"}
    verbs = [lambda: requests.post(till + ADDRESS, body, headers=header, timeout=60)] * 8
    assert [answer.status_code for answer in at_once(verbs)] == [200] * 8
    assert WebhookEvent.objects.filter(event_id=event_id).count() == 1
    assert handlings() == 1
    results = at_once([lambda: handle_event(event_id=event_id, now=now())] * 8)
    assert results == [None] * 8
    assert stands(fee) == SETTLED


def test_twin_events_with_other_ids_settle_once() -> None:
    fee, attempt = paid_page()
    event_id, _ = event_of(attempt)
    repeat_event(event_id=event_id, now=now())
    ring()
    work()
    assert WebhookEvent.objects.filter(type="checkout.session.completed").count() == 2
    assert stands(fee) == SETTLED


def test_konbini_events_lead_from_pending_to_paid() -> None:
    fee = owe()
    attempt = open_page(fee)
    take_voucher(attempt)
    ring()
    work()
    assert stands(fee) == ("PENDING", 0, "OPEN", 0)
    pay_voucher(attempt)
    ring()
    work()
    assert stands(fee) == SETTLED


def test_previous_secret_still_proves_an_event_after_rotation(settings: Settings) -> None:
    _, attempt = paid_page()
    _, body = event_of(attempt)
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new", SECRET]
    assert post(body, signed(body)) == 200
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new"]
    assert post(body, signed(body)) == 400


def test_empty_secret_proves_nothing(settings: Settings) -> None:
    _, attempt = paid_page()
    _, body = event_of(attempt)
    settings.STRIPE_WEBHOOK_SECRETS = [""]
    assert post(body, signed(body, secret="")) == 400
    assert WebhookEvent.objects.count() == 0


@pytest.mark.parametrize(
    ("secret", "age", "status"),
    [("whsec_forged", 0, 400), (SECRET, 600, 400), (SECRET, -600, 400), (SECRET, 60, 200)],
    ids=["forged", "old", "future", "fresh"],
)
def test_signature_must_be_ours_and_fresh(secret: str, age: int, status: int) -> None:
    _, attempt = paid_page()
    _, body = event_of(attempt)
    assert post(body, signed(body, secret=secret, age=age)) == status
    assert WebhookEvent.objects.count() == (1 if status == 200 else 0)


@pytest.mark.parametrize("signature", [None, "", "t=1,v1=", "v1=zz", "t=x,v1=y", "é" * 10])
def test_missing_or_broken_signature_is_refused(signature: str | None) -> None:
    _, attempt = paid_page()
    _, body = event_of(attempt)
    assert post(body, signature) == 400


@pytest.mark.parametrize(
    "body",
    [b"\xff\xfe", b"not json", b"[]", b"{}", b'{"object":"event"}', b"null", b" " * (600 * 1024)],
    ids=["not-utf8", "not-json", "list", "empty", "thin", "null", "oversized"],
)
def test_hostile_body_is_refused_even_when_signed(body: bytes) -> None:
    assert post(body, signed(body)) == 400
    assert WebhookEvent.objects.count() == 0


@pytest.mark.parametrize("method", ["get", "put", "delete", "head"])
def test_only_post_rings(method: str) -> None:
    assert getattr(Client(), method)(ADDRESS).status_code == 405


def test_unknown_type_is_stored_and_ignored() -> None:
    _, attempt = paid_page()
    announce(type_="product.created", stripe_id=attempt.session_id, now=now())
    ring()
    work()
    assert WebhookEvent.objects.get(type="product.created").outcome == "IGNORED"


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"livemode": True}, "live True"), ({"api_version": "2020-08-27"}, "version 2020-08-27")],
    ids=["live-event", "other-version"],
)
def test_event_of_other_mode_or_version_is_stored_told_and_not_handled(
    changes: dict[str, Any], words: str, caplog: pytest.LogCaptureFixture
) -> None:
    _, attempt = paid_page()
    event_id, body = event_of(attempt)
    body = json.dumps({**json.loads(body), **changes}).encode()
    assert post(body, signed(body)) == 200
    assert WebhookEvent.objects.get(event_id=event_id).outcome == "MISMATCH"
    assert handlings() == 0
    assert [record.levelname for record in caplog.records if words in record.message] == ["ERROR"]


def test_event_is_kept_without_what_the_person_typed() -> None:
    fee = owe("hanako@mail.example")
    attempt = open_page(fee)
    pay_card(attempt)
    misreport_object(
        stripe_id=attempt.session_id,
        changes={"client_reference_id": fee.reference},
        now=now(),
    )
    ring()
    kept = [str(row) for row in WebhookEvent.objects.values_list()]
    assert not any("@" in row or "renshu" in row for row in kept)

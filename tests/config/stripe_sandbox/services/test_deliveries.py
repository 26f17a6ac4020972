"""Webhooks as they travel: signed, repeated until acknowledged, listed until then."""

import gc
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app as jobs
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from config.management.commands.run_worker import worker_of
from config.stripe_sandbox.jobs.deliveries import deliver_webhooks, pass_time
from config.stripe_sandbox.models import Delivery, SandboxObject
from config.stripe_sandbox.services.deliveries import (
    deliver_due_webhooks,
    deliver_event,
    deliver_pending_webhooks,
    retry_deliveries,
)
from config.stripe_sandbox.services.objects import announce, repeat_event
from config.stripe_sandbox.services.payments import take_outside_payment
from config.stripe_sandbox.world.events import DELIVERY_JOB
from dsr.fees.gateways.stripe_checkout import read_event
from tests.config.stripe_sandbox.services.webhook_receiver import listening
from tests.config.stripe_sandbox.stripe_over_http import call, now

TYPES = ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"]


def pending(base: str) -> list[tuple[str, int]]:
    answer = call(base, "GET", "/v1/events?delivery_success=false").json()
    return [(row["type"], row["pending_webhooks"]) for row in answer["data"]]


def test_webhooks_arrive_signed_in_order_and_are_then_delivered(
    sandbox: str, settings: Settings
) -> None:
    take_outside_payment(amount=1000, now=now())
    assert len(pending(sandbox)) == 3
    with listening() as receiver:
        settings.SITE_URL = receiver.url
        results = deliver_pending_webhooks(now=now())
        assert deliver_pending_webhooks(now=now()) == []
    assert [(result.type, result.outcome, result.delivered) for result in results] == [
        (type_, "200", True) for type_ in TYPES
    ]
    assert {path for path, _, _ in receiver.arrived} == {"/fees/webhook/stripe/"}
    read = [
        read_event(
            payload=body,
            signature=signature,
            secrets=settings.STRIPE_WEBHOOK_SECRETS,
            now=now(),
        )
        for _, signature, body in receiver.arrived
    ]
    assert [event.type for event in read] == TYPES
    assert pending(sandbox) == []
    assert call(sandbox, "GET", f"/v1/events/{read[0].id}").json()["pending_webhooks"] == 0


def test_webhook_is_signed_with_the_first_of_the_secrets(sandbox: str, settings: Settings) -> None:
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new", "whsec_old"]
    take_outside_payment(amount=1000, now=now())
    with listening() as receiver:
        settings.SITE_URL = receiver.url
        deliver_pending_webhooks(now=now())
    _, signature, body = receiver.arrived[0]
    assert read_event(payload=body, signature=signature, secrets=["whsec_new"], now=now()).id


def test_refused_webhook_stays_pending_and_comes_again_after_its_back_off(
    sandbox: str, settings: Settings
) -> None:
    charge = take_outside_payment(amount=1000, now=now())
    start = now()
    with listening(500, 302, 400, 200) as receiver:
        settings.SITE_URL = receiver.url
        first = deliver_due_webhooks(now=start)
        assert [result.outcome for result in first] == ["500", "302", "400"]
        assert deliver_due_webhooks(now=start + timedelta(seconds=59)) == []
        again = deliver_due_webhooks(now=start + timedelta(seconds=60))
        assert [result.outcome for result in again] == ["200", "200", "200"]
    assert len(receiver.arrived) == 6  # no redirect was followed
    assert charge.stripe_id in receiver.arrived[1][2].decode()


def test_webhook_nobody_listens_for_is_an_outcome_not_a_crash(
    sandbox: str, settings: Settings
) -> None:
    settings.SITE_URL = "http://127.0.0.1:9"
    take_outside_payment(amount=1000, now=now())
    results = deliver_pending_webhooks(now=now())
    assert [result.outcome for result in results] == ["ConnectionError"] * 3
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {1}


def test_webhook_is_given_up_after_three_days_and_listed_for_ever(
    sandbox: str, settings: Settings
) -> None:
    take_outside_payment(amount=1000, now=now())
    moment = now()
    with listening(500) as receiver:
        settings.SITE_URL = receiver.url
        while deliver_due_webhooks(now=moment):
            moment += timedelta(hours=12)
        assert len(receiver.arrived) == 3 * 10
        assert len(pending(sandbox)) == 3
        retry_deliveries()
        assert len(deliver_due_webhooks(now=moment)) == 3


def test_event_can_be_delivered_again_and_have_a_twin(sandbox: str, settings: Settings) -> None:
    take_outside_payment(amount=1000, now=now())
    event = SandboxObject.objects.filter(kind="event").order_by("number")[0]
    twin = repeat_event(event_id=event.stripe_id, now=now())
    with listening() as receiver:
        settings.SITE_URL = receiver.url
        for stripe_id in (event.stripe_id, event.stripe_id, twin.stripe_id):
            assert deliver_event(event_id=stripe_id, now=now()).delivered
    bodies = [json.loads(body) for _, _, body in receiver.arrived]
    assert bodies[0]["id"] == bodies[1]["id"] != bodies[2]["id"]
    assert bodies[0]["data"] == bodies[2]["data"]
    assert {body["type"] for body in bodies} == {"payment_intent.created"}


def test_event_names_the_request_that_caused_it(sandbox: str) -> None:
    customer = call(
        sandbox, "POST", "/v1/customers", data={"name": "x"}, headers={"Idempotency-Key": "k"}
    )
    event = call(sandbox, "GET", "/v1/events").json()["data"][0]
    assert event["request"] == {
        "id": customer.headers["Request-Id"],
        "idempotency_key": "k",
    }


def test_events_wake_the_worker_once_for_many(sandbox: str, settings: Settings) -> None:
    charge = take_outside_payment(amount=1000, now=now())  # by hand: wakes nobody
    waiting = ProcrastinateJob.objects.filter(task_name=DELIVERY_JOB, status="todo")
    retry_deliveries()
    assert waiting.count() == 0
    settings.STRIPE_SANDBOX_DELIVERY = "JOB"
    announce(type_="charge.updated", stripe_id=charge.stripe_id, now=now())
    announce(type_="charge.updated", stripe_id=charge.stripe_id, now=now())
    assert waiting.count() == 1
    forget_jobs()


def test_jobs_deliver_and_let_time_pass(sandbox: str, settings: Settings) -> None:
    take_outside_payment(amount=1000, now=now() - timedelta(minutes=2))
    with listening() as receiver:
        settings.SITE_URL = receiver.url
        deliver_webhooks()
        assert len(receiver.arrived) == 3
        pass_time(timestamp=int(timezone.now().timestamp()))
    assert [json.loads(body)["type"] for _, _, body in receiver.arrived[3:]] == ["charge.updated"]


def forget_jobs() -> None:
    """The job table belongs to procrastinate and is not emptied with ours."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = %s", [DELIVERY_JOB])


def test_worker_of_procrastinate_delivers_what_was_paid(sandbox: str, settings: Settings) -> None:
    settings.STRIPE_SANDBOX_DELIVERY = "JOB"
    with listening() as receiver:
        settings.SITE_URL = receiver.url
        take_outside_payment(amount=1000, now=now())
        with ThreadPoolExecutor(max_workers=1) as pool:  # the browser's event loop holds this one
            pool.submit(work_once).result(timeout=30)
    forget_jobs()
    assert [json.loads(body)["type"] for _, _, body in receiver.arrived] == TYPES


def work_once() -> None:
    """A real worker, until nothing is left to do."""
    worker_of(jobs).run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    gc.collect()  # the job's thread is gone, and its connection must not outlive the test

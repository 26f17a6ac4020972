"""Idempotency keys, line by line as https://docs.stripe.com/api/idempotent_requests says."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import requests
from django.db import connection, transaction

from config.stripe_sandbox.enums import Fault
from config.stripe_sandbox.models import IdempotentRequest, SandboxObject
from config.stripe_sandbox.services.clock import move_clock
from config.stripe_sandbox.services.faults import inject_fault
from config.stripe_sandbox.world.opening import LOCK
from tests.config.stripe_sandbox.stripe_over_http import call, now, session_form

SESSIONS = "/v1/checkout/sessions"


def create(base: str, key: str = "k", **changes: str) -> requests.Response:
    form = session_form(**changes)
    return call(base, "POST", SESSIONS, data=form, headers={"Idempotency-Key": key})


def made() -> int:
    return SandboxObject.objects.filter(kind="checkout.session").count()


def test_same_key_same_parameters_replays_byte_for_byte(sandbox: str) -> None:
    first, again = create(sandbox), create(sandbox)
    assert again.content == first.content
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.headers["Original-Request"] == first.headers["Request-Id"]
    assert again.headers["Idempotency-Key"] == "k"
    assert "Idempotent-Replayed" not in first.headers
    assert made() == 1


def test_order_of_fields_does_not_make_another_request(sandbox: str) -> None:
    first = create(sandbox)
    turned = dict(reversed(session_form().items()))
    again = call(sandbox, "POST", SESSIONS, data=turned, headers={"Idempotency-Key": "k"})
    assert again.content == first.content


def test_same_key_other_parameters_is_an_idempotency_error(sandbox: str) -> None:
    create(sandbox)
    other = create(sandbox, **{"line_items[0][price_data][unit_amount]": "2000"})
    assert (other.status_code, other.json()["error"]["type"]) == (400, "idempotency_error")
    assert made() == 1


def test_same_key_on_another_address_is_an_idempotency_error(sandbox: str) -> None:
    create(sandbox)
    other = call(sandbox, "POST", "/v1/customers", headers={"Idempotency-Key": "k"})
    assert other.json()["error"]["type"] == "idempotency_error"


def test_key_is_kept_for_24_hours_and_then_new(sandbox: str) -> None:
    first = create(sandbox)
    move_clock(by=timedelta(hours=23, minutes=59), now=now())
    assert create(sandbox).content == first.content
    move_clock(by=timedelta(minutes=1), now=now())
    assert create(sandbox).json()["id"] != first.json()["id"]


def test_invalid_parameters_are_not_kept(sandbox: str) -> None:
    assert create(sandbox, mode="none").status_code == 400
    assert create(sandbox).status_code == 200


def test_refusal_of_an_executed_call_is_kept(sandbox: str) -> None:
    too_early = {"expires_at": "1"}
    first = create(sandbox, **too_early)
    again = create(sandbox, **too_early)
    assert (first.status_code, again.content) == (400, first.content)
    assert again.headers["Idempotent-Replayed"] == "true"


def test_saved_500_is_replayed(sandbox: str) -> None:
    inject_fault(fault=Fault.SAVED_SERVER_ERROR)
    first, again = create(sandbox), create(sandbox)
    assert (first.status_code, first.headers["Stripe-Should-Retry"]) == (500, "false")
    assert (again.status_code, again.content) == (500, first.content)
    assert made() == 0


def test_unsaved_500_and_429_and_409_are_not_replayed(sandbox: str) -> None:
    for fault, status in [
        (Fault.SERVER_ERROR, 500),
        (Fault.RATE_LIMIT, 429),
        (Fault.CONFLICT, 409),
    ]:
        inject_fault(fault=fault)
        assert create(sandbox).status_code == status
    assert create(sandbox).status_code == 200
    assert made() == 1


def test_no_key_no_memory(sandbox: str) -> None:
    call(sandbox, "POST", SESSIONS, data=session_form())
    call(sandbox, "POST", SESSIONS, data=session_form())
    assert made() == 2
    assert not IdempotentRequest.objects.exists()


def test_key_on_a_get_has_no_effect(sandbox: str) -> None:
    headers = {"Idempotency-Key": "k"}
    call(sandbox, "GET", SESSIONS, headers=headers)
    create(sandbox)
    assert len(call(sandbox, "GET", SESSIONS, headers=headers).json()["data"]) == 1


def test_overlong_key_is_refused(sandbox: str) -> None:
    assert create(sandbox, key="k" * 255).status_code == 200
    assert create(sandbox, key="k" * 256).status_code == 400


@pytest.mark.race
def test_while_the_first_request_runs_the_second_is_a_conflict(sandbox: str) -> None:
    with ThreadPoolExecutor(max_workers=1) as pool:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", LOCK)  # the first must wait
            first = pool.submit(create, sandbox)
            wait_until_somebody_waits_for_the_world()
            second = create(sandbox)
        assert first.result(timeout=20).status_code == 200
    assert second.status_code == 409
    assert second.json()["error"]["code"] == "idempotency_key_in_use"
    assert made() == 1


def wait_until_somebody_waits_for_the_world() -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            )
            if cursor.fetchone() == (1,):
                return
        time.sleep(0.02)
    pytest.fail("nobody waits")


@pytest.mark.race
def test_many_at_once_with_one_key_make_one_session(sandbox: str) -> None:
    with ThreadPoolExecutor(max_workers=8) as pool:
        answers = list(pool.map(lambda _: create(sandbox), range(8)))
    assert made() == 1
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 200}) == 1

"""Interfaces and the portal: claimed, told, settled; once, whatever happens in between."""

import logging
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler

import pytest
from django.db import connection, connections

from accounts.personal_data.registry import erase_category
from dsr.cases.models import Case
from dsr.fulfilment.enums import ActionKind, ActionRoute
from dsr.fulfilment.models import ActionTask, DataSource
from dsr.fulfilment.selectors.actions import action_note, fault_words
from dsr.fulfilment.services.action_runs import requeue_actions, run_action
from dsr.fulfilment.services.action_tasks import retry_action, take_action_over
from dsr.fulfilment.services.decisions import return_to_review
from dsr.fulfilment.services.measures import PlannedMeasure
from dsr.fulfilment.services.sweeping import sweep
from dsr.portal.models import Draft
from dsr.portal.services.drafts import start_draft
from policies.models import DataCategory
from tests.desk import NOW
from tests.dsr.fulfilment.acting import ERASE_PROFILE, ERASURE, SECRET, ActingBench
from tests.dsr.fulfilment.gateways.company import Company
from tests.dsr.fulfilment.gateways.holders import answering, documented_receiver, says

pytestmark = pytest.mark.django_db


@pytest.fixture
def bench(company: Company, monkeypatch: pytest.MonkeyPatch) -> ActingBench:
    desk = ActingBench(company, monkeypatch)
    desk.by_interface()
    return desk


def jobs_of(task: ActionTask) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'dsr_fulfilment.run_action'"
            " AND args->>'task_id' = %s",
            [str(task.pk)],
        )
        return int(cursor.fetchone()[0])


def only() -> ActionTask:
    return ActionTask.objects.select_related("item__case__data_key").get()


def test_interface_does_it_and_the_case_goes_on(
    bench: ActingBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = documented_receiver()
    monkeypatch.setattr("time.time", NOW.timestamp)  # the receiver's clock
    names["MEMBERS"]["M-1"] = {"PROFILE": {"name": "窓口 花子"}}
    case = bench.begun(ERASE_PROFILE)
    assert jobs_of(only()) == 1
    with bench.interface(names["Receiver"]):
        bench.run()
    task = only()
    assert (task.status, task.affected, task.attempts) == ("CONFIRMED", 1, 1)
    assert names["MEMBERS"]["M-1"] == {}
    assert list(names["ANSWERS"]) == [str(task.pk)]
    assert Case.objects.get(pk=case.pk).actions_gate == "PASSED"


def test_running_again_tells_nobody_anything(bench: ActingBench) -> None:
    bench.begun(ERASE_PROFILE)
    handler = answering(says(200, {"status": "nothing_held"}))
    with bench.interface(handler):
        for _ in range(3):
            run_action(task_id=only().pk, now=NOW)
    assert (len(handler.calls), only().affected) == (1, 0)  # type: ignore[attr-defined]


def test_errors_are_tried_again_until_it_works(bench: ActingBench) -> None:
    bench.begun(ERASE_PROFILE)
    handler = answering(
        says(500), says(503), says(200, b"<html>"), says(200, {"status": "done", "affected": 4})
    )
    with bench.interface(handler):
        bench.run()
        assert (only().status, only().last_error) == ("WAITING", "SERVER_ERROR")
        bench.run_later(minutes=0.05)  # too early
        assert len(handler.calls) == 1  # type: ignore[attr-defined]
        for minutes in (0.2, 2, 10):
            bench.run_later(minutes=minutes)
    task = only()
    assert (task.status, task.affected, task.last_error) == ("CONFIRMED", 4, "")
    assert handler.calls == [f"POST {task.pk}"] * 4  # type: ignore[attr-defined]


def test_after_the_last_attempt_a_person_must_look(bench: ActingBench) -> None:
    case = bench.begun(ERASE_PROFILE)
    with bench.interface(answering(says(500))):
        for minutes in (0, 1, 3, 10, 60, 600):
            bench.run_later(minutes=minutes)
    task = only()
    assert (task.status, task.last_error, task.failures) == ("FAILED", "SERVER_ERROR", 5)
    assert Case.objects.get(pk=case.pk).status == "ACTING"
    retry_action(task_id=task.pk, actor=bench.reviewer, now=NOW)
    with bench.interface(answering(says(200, {"status": "done", "affected": 1}))):
        bench.run()
    assert only().status == "CONFIRMED"


def test_refusal_waits_for_a_person_at_once(bench: ActingBench) -> None:
    bench.begun(ERASE_PROFILE)
    with bench.interface(answering(says(409, {"code": "LEGAL_HOLD"}))):
        bench.run()
    task = only()
    assert (task.status, task.last_error) == ("FAILED", "REFUSED:LEGAL_HOLD")
    assert "LEGAL_HOLD" in fault_words(task)
    take_action_over(task_id=task.pk, actor=bench.reviewer, now=NOW)
    assert bench.confirmed(task).status == "CONFIRMED"


@pytest.mark.parametrize(
    ("settings_of", "fault"),
    [
        ({}, "NOT_CONFIGURED"),
        ({"SOURCE:APP": {"url": "https://10.0.0.1/", "secret": SECRET}}, "ADDRESS_REFUSED"),
        ({"SOURCE:APP": {"url": "https://10.0.0.1/", "secret": ""}}, "NOT_CONFIGURED"),
        ({"PROCESSOR:APP": {"url": "https://10.0.0.1/", "secret": SECRET}}, "NOT_CONFIGURED"),
    ],
)
def test_holder_without_a_usable_address_is_never_called(
    bench: ActingBench, settings: object, settings_of: dict[str, object], fault: str
) -> None:
    settings.ACTION_ENDPOINTS = settings_of  # type: ignore[attr-defined]
    bench.begun(ERASE_PROFILE)
    bench.run()
    assert (only().status, only().last_error) == ("FAILED", fault)


def test_holder_that_says_later_is_asked_until_it_is_done(bench: ActingBench) -> None:
    bench.begun(ERASE_PROFILE)
    handler = answering(
        says(202, {"status": "accepted"}), says(202, {"status": "accepted"}), says(500),
        says(200, {"status": "done", "affected": 3}),
    )  # fmt: skip
    with bench.interface(handler):
        for minutes in (0, 1, 2, 4, 8):
            bench.run_later(minutes=minutes)
    task = only()
    assert (task.status, task.affected) == ("CONFIRMED", 3)
    assert handler.calls == [f"POST {task.pk}", *[f"GET {task.pk}"] * 3]  # type: ignore[attr-defined]


def test_holder_that_forgot_is_told_again(bench: ActingBench) -> None:
    bench.begun(ERASE_PROFILE)
    handler = answering(
        says(202, {"status": "accepted"}), says(404), says(200, {"status": "nothing_held"})
    )
    with bench.interface(handler):
        bench.run()
        bench.run_later(minutes=2)
    assert [call.split()[0] for call in handler.calls] == ["POST", "GET", "POST"]  # type: ignore[attr-defined]
    assert only().status == "CONFIRMED"


def test_holder_that_never_finishes_fails_when_it_is_due(bench: ActingBench) -> None:
    bench.begun(ERASE_PROFILE)
    with bench.interface(answering(says(202, {"status": "accepted"}))):
        bench.run()
        assert only().status == "SENT"
        bench.run_later(minutes=8 * 24 * 60)
    assert (only().status, only().last_error) == ("FAILED", "TOO_SLOW")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_answer_after_somebody_took_over_settles_nothing(bench: ActingBench) -> None:
    """It also shows that nothing is locked during the call."""
    bench.begun(ERASE_PROFILE)
    pk = only().pk

    def answer(handler: BaseHTTPRequestHandler) -> None:
        try:
            take_action_over(task_id=pk, actor=bench.reviewer, now=NOW)
        finally:
            connections.close_all()
        says(200, {"status": "done", "affected": 1})(handler)

    with bench.interface(answering(answer)):
        run_action(task_id=pk, now=NOW)
    task = only()
    assert (task.status, task.route, task.affected) == ("WAITING", "MANUAL", None)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_confirmation_stands_though_the_case_was_returned_meanwhile(bench: ActingBench) -> None:
    case = bench.begun(ERASE_PROFILE)
    pk = only().pk

    def answer(handler: BaseHTTPRequestHandler) -> None:
        try:
            return_to_review(case_id=case.pk, reason="範囲が違う", actor=bench.manager, now=NOW)
        finally:
            connections.close_all()
        says(200, {"status": "done", "affected": 1})(handler)

    with bench.interface(answering(answer)):
        run_action(task_id=pk, now=NOW)
    assert only().status == "CONFIRMED"
    assert Case.objects.get(pk=case.pk).status == "REVIEWING"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_eight_workers_tell_the_holder_once(bench: ActingBench) -> None:
    bench.begun(ERASE_PROFILE)
    pk = only().pk
    handler = answering(says(200, {"status": "done", "affected": 1}))
    gate = threading.Barrier(8)

    def work() -> None:
        gate.wait()
        try:
            run_action(task_id=pk, now=NOW)
        finally:
            connections.close_all()

    with bench.interface(handler):
        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(handler.calls) == 1  # type: ignore[attr-defined]
    assert (only().status, only().attempts) == ("CONFIRMED", 1)


def test_lost_job_is_found_by_the_sweeper(bench: ActingBench) -> None:
    bench.begun(ERASE_PROFILE)
    task = only()
    assert requeue_actions(now=NOW) == 0
    assert sweep(now=NOW + timedelta(minutes=11)) == 1
    assert jobs_of(task) == 2
    with bench.interface(answering(says(200, {"status": "nothing_held"}))):
        bench.run_later(minutes=11)
    assert requeue_actions(now=NOW + timedelta(days=1)) == 0


def test_action_of_a_returned_case_is_not_sent(bench: ActingBench) -> None:
    case = bench.begun(ERASE_PROFILE)
    return_to_review(case_id=case.pk, reason="範囲が違う", actor=bench.manager, now=NOW)
    handler = answering(says(200, {"status": "nothing_held"}))
    with bench.interface(handler):
        bench.run()
    assert (handler.calls, only().status) == ([], "WAITING")  # type: ignore[attr-defined]


def test_action_waits_while_a_representatives_authority_is_gone(bench: ActingBench) -> None:
    """A mandate that ended after the approval stops what no holder was told yet.

    Only the columns that identity writes are set here.
    """
    case = bench.begun(ERASE_PROFILE)
    Case.objects.filter(pk=case.pk).update(requester_kind="MANDATED", authority_gate="FAILED")
    handler = answering(says(200, {"status": "done", "affected": 1}))
    with bench.interface(handler):
        bench.run()
        assert (handler.calls, only().status) == ([], "WAITING")  # type: ignore[attr-defined]
        Case.objects.filter(pk=case.pk).update(authority_gate="PASSED")
        bench.run()
    assert len(handler.calls) == 1  # type: ignore[attr-defined]
    assert only().status == "CONFIRMED"


def test_nothing_of_the_person_is_logged(
    bench: ActingBench, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    bench.begun(ERASE_PROFILE)
    with bench.interface(answering(says(500, b"M-1"))):
        bench.run()
    words = ("M-1", SECRET, SECRET[6:], "花子")
    assert [word for word in words if word in caplog.text] == []


def portal_case(bench: ActingBench, category: str) -> Case:
    DataSource.objects.filter(code="PORTAL").update(action_route=ActionRoute.PORTAL)
    DataCategory.objects.filter(code="REQUESTS").update(code=category, scope="PROFILE")
    DataCategory.objects.filter(code="PROFILE").update(scope="USAGE")
    return bench.begun(PlannedMeasure(action=ActionKind.ERASE, category=category), asked=ERASURE)


def test_portal_erases_drafts_and_says_what_it_keeps(bench: ActingBench) -> None:
    case = bench.approved_to_be(ERASE_PROFILE)
    draft = start_draft(user=bench.requester, now=NOW)
    key = draft.data_key
    done = erase_category(case.subject, "REQUESTS", now=NOW)
    assert sum(erasure.erased for erasure in done) == 1
    assert not Draft.objects.exists()
    key.refresh_from_db()
    assert (key.destroyed_at, bytes(key.wrapped)) == (NOW, b"")
    assert any("保存期間" in erasure.kept_ja for erasure in done)
    case.data_key.refresh_from_db()
    assert case.data_key.destroyed_at is None  # the case file stays until its day


def test_portal_that_must_keep_everything_asks_a_person(bench: ActingBench) -> None:
    case = portal_case(bench, "FEES")
    bench.run()
    task = only()
    assert (task.status, task.last_error) == ("FAILED", "KEPT")
    assert "七年" in action_note(task).ja
    assert "seven years" in action_note(task).en
    assert Case.objects.get(pk=case.pk).status == "ACTING"


def test_portal_task_erases_and_is_confirmed(bench: ActingBench) -> None:
    start_draft(user=bench.requester, now=NOW)
    case = portal_case(bench, "REQUESTS")
    bench.run()
    task = only()
    assert (task.status, task.affected, task.route) == ("CONFIRMED", 1, "PORTAL")
    assert "保存期間" in action_note(task).ja
    assert not Draft.objects.exists()
    assert Case.objects.get(pk=case.pk).status == "AWAITING_APPROVAL"

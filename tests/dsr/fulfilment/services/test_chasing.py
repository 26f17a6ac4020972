"""Tasks chase whoever does them, in the same one mail a day as the cases; two runs write once."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from accounts.models import OutboxMessage, User
from dsr.fulfilment.models import ActionTask, ManualTask
from dsr.fulfilment.selectors.duties import fulfilment_duties
from dsr.fulfilment.services.chasing import chase_the_desk
from dsr.fulfilment.services.collecting import begin_collection
from dsr.fulfilment.services.manual_tasks import finish_task, report_nothing
from policies.domain.calendar import jst_date
from tests.desk import NOW, make_staff
from tests.dsr.fulfilment.acting import ERASE_PROFILE, ActingBench
from tests.dsr.fulfilment.bench import Bench
from tests.dsr.fulfilment.gateways.company import Company

pytestmark = pytest.mark.django_db
CHASES = ("CHASE_SOON", "CHASE_DUE", "CHASE_LATE", "CASE_ESCALATED")


def chased() -> list[tuple[str, str]]:
    rows = OutboxMessage.objects.filter(template__in=CHASES).order_by("recipient__email")
    return [(str(row.recipient).split("@")[0], row.template) for row in rows]


def begun(bench: Bench) -> ManualTask:
    case = begin_collection(case_id=bench.accepted().pk, actor=bench.reviewer, now=NOW)
    bench.run_sources(case)
    return ManualTask.objects.get()


@pytest.fixture
def bench() -> Bench:
    desk = Bench()
    desk.by_hand("PROFILE", "USAGE")
    desk.portal()
    return desk


def test_search_by_hand_calls_whoever_does_it_or_owns_the_case(bench: Bench) -> None:
    task = begun(bench)  # five days from Wednesday: Monday, in three business days
    ManualTask.objects.update(due_date=task.due_date + timedelta(days=1))
    chase_the_desk(now=NOW)
    task.refresh_from_db()
    assert (task.chase_level, task.chased_on, chased()) == (0, None, [])
    for _again in range(2):
        chase_the_desk(now=NOW + timedelta(days=1))
    task.refresh_from_db()
    assert (task.chase_level, task.chased_on) == (1, jst_date(NOW) + timedelta(days=1))
    assert chased() == [("reviewer", "CHASE_SOON")]
    helper = make_staff("reviewer", email="helper@milly.example")
    ManualTask.objects.update(assignee=helper)
    chase_the_desk(now=NOW + timedelta(days=6))
    assert chased() == [("helper", "CHASE_DUE"), ("reviewer", "CHASE_SOON")]


def test_task_of_somebody_who_left_calls_the_owner_of_the_case(bench: Bench) -> None:
    begun(bench)
    gone = make_staff("reviewer", email="gone@milly.example")
    ManualTask.objects.update(assignee=gone)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    chase_the_desk(now=NOW)
    assert chased() == [("reviewer", "CHASE_SOON")]


def test_finished_search_calls_nobody_and_leaves_the_calendar(bench: Bench) -> None:
    task = begun(bench)
    span = {"first": task.due_date, "last": task.due_date}
    assert [duty.kind for duty in fulfilment_duties(**span)] == ["SEARCH_TASK"]
    for code in ("PROFILE", "USAGE"):
        report_nothing(
            task_id=task.pk, category_code=code, statement="紙の台帳を確認",
            actor=bench.reviewer, now=NOW,
        )  # fmt: skip
    finish_task(task_id=task.pk, actor=bench.reviewer, now=NOW)
    assert fulfilment_duties(**span) == []


def test_action_by_hand_that_is_late_calls_the_managers_too(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    acting = ActingBench(company, monkeypatch)
    acting.archive()
    case = acting.begun(ERASE_PROFILE)
    ActionTask.objects.update(due_date=jst_date(NOW) - timedelta(days=1))
    task = ActionTask.objects.filter(route="MANUAL").order_by("pk")[0]
    mails = chase_the_desk(now=NOW)
    assert {mail.template for mail in mails} == {"CHASE_LATE"}
    assert {mail.reference for mail in mails} == {case.reference}
    assert chased() == [("manager", "CHASE_LATE"), ("reviewer", "CHASE_LATE")]
    task.refresh_from_db()
    assert (task.chase_level, task.chased_on) == (3, jst_date(NOW))
    duties = fulfilment_duties(first=task.due_date, last=task.due_date)
    assert {(duty.kind, duty.reference) for duty in duties} == {("ACTION", case.reference)}


def in_two_threads(run: Callable[[], Any]) -> None:
    barrier = threading.Barrier(2)
    failures: list[BaseException] = []

    def one() -> None:
        try:
            barrier.wait(timeout=10)
            run()
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failures == []


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_write_one_mail(bench: Bench) -> None:
    begun(bench)
    ManualTask.objects.update(due_date=jst_date(NOW) + timedelta(days=1))
    in_two_threads(lambda: chase_the_desk(now=NOW))
    assert chased() == [("reviewer", "CHASE_SOON")]

"""The page of background jobs: states, workers, retries, and how much it asks the database."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from dsr.console.models import Job
from dsr.console.selectors.jobs import TASKS, what_about
from tests.accounts.console import open_console
from tests.desk import file_disclosure, make_requester, set_up_desk
from tests.dsr.console.queue_jobs import fail_job, make_job, make_worker, take_job

pytestmark = pytest.mark.django_db
JOBS = "/console/dsr_console/job/"
SILENT = timedelta(minutes=2)


def shown(client: Client, state: str) -> list[int]:
    answer = client.get(JOBS, {"state": state} if state else {})
    assert answer.status_code == 200
    return sorted(job.pk for job in answer.context["cl"].result_list)


def test_each_group_shows_its_jobs(client: Client) -> None:
    open_console(client, "administrator")
    alive, dead = make_worker(), make_worker(heartbeat_age=SILENT)
    failed = fail_job(alive)
    make_job()
    stuck = take_job(dead)
    make_job()
    running = take_job(alive)
    waiting = make_job()
    late = make_job()
    with connection.cursor() as cursor:  # the queue's own clock: nothing else can age an event
        cursor.execute(
            "UPDATE procrastinate_events SET at = at - interval '16 minutes' WHERE job_id = %s",
            [late],
        )
    assert {state: shown(client, state) for state in (
        "", "failed", "stuck", "running", "waiting", "late",
    )} == {
        "": [failed, stuck, running, waiting, late],
        "failed": [failed],
        "stuck": [stuck],
        "running": [stuck, running],
        "waiting": [waiting, late],
        "late": [late],
    }  # fmt: skip


def test_page_says_whether_workers_live(client: Client) -> None:
    open_console(client, "manager")
    english: dict[str, Any] = {"headers": {"accept-language": "en"}}
    assert "No worker is at work" in client.get(JOBS, **english).content.decode()
    make_worker(heartbeat_age=SILENT)
    assert "No worker is at work" in client.get(JOBS, **english).content.decode()
    make_worker()
    assert "1 worker is at work" in client.get(JOBS, **english).content.decode()


def test_retry_page_gives_the_job_back_and_a_stale_one_does_not(client: Client) -> None:
    open_console(client, "manager")
    job_id = fail_job(make_worker())
    page = f"{JOBS}{job_id}/change/"
    retry = f"{JOBS}{job_id}/step/retry/"
    assert retry in client.get(page).content.decode()
    assert client.get(retry).status_code == 200
    assert client.post(retry, {"seen": 7}).status_code == 409
    assert Job.objects.get(pk=job_id).status == "failed"
    assert client.post(retry, {"seen": 1}).status_code == 302
    assert Job.objects.get(pk=job_id).status == "todo"
    assert retry not in client.get(page).content.decode()
    assert client.post(retry, {"seen": 2}).status_code == 409


def test_auditor_reads_jobs_and_retries_none(client: Client) -> None:
    open_console(client, "auditor")
    job_id = fail_job(make_worker())
    assert client.get(f"{JOBS}{job_id}/change/").status_code == 200
    assert client.post(f"{JOBS}{job_id}/step/retry/", {"seen": 0}).status_code == 403
    assert Job.objects.get(pk=job_id).status == "failed"


@pytest.mark.parametrize("role", ["reviewer", "finance"])
def test_roles_that_do_not_look_after_jobs_see_none(client: Client, role: str) -> None:
    open_console(client, role)
    job_id = fail_job(make_worker())
    assert client.get(JOBS).status_code == 403
    assert client.get(f"{JOBS}{job_id}/change/").status_code == 403


@pytest.mark.parametrize("reference", ["0", "abc", "9" * 40, "-1", "1%00"])
def test_unknown_number_is_no_fault_of_ours(client: Client, reference: str) -> None:
    open_console(client, "manager")
    assert client.get(f"{JOBS}{reference}/change/").status_code in (302, 404)


def test_job_says_which_case_it_is_about(client: Client) -> None:
    set_up_desk()
    case = file_disclosure(make_requester())
    job = Job.objects.get(pk=make_job("dsr_fees.settle_refund_rule", case_id=case.pk))
    assert what_about([job])[job.pk].reference == case.reference
    open_console(client, "manager")
    assert case.reference in client.get(JOBS).content.decode()


def test_page_asks_as_much_for_many_jobs_as_for_few(client: Client) -> None:
    set_up_desk()
    case = file_disclosure(make_requester())
    open_console(client, "manager")
    counts = []
    for rows in (1, 2):
        for _ in range(rows):
            make_job("dsr_fees.settle_refund_rule", case_id=case.pk)
            make_job("dsr_fulfilment.run_source", result_id=1)
        client.get(JOBS)
        with CaptureQueriesContext(connection) as queries:
            client.get(JOBS)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 10


def test_every_task_of_ours_has_words() -> None:
    app.perform_import_paths()  # type: ignore[no-untyped-call]
    ours = {
        name for name in app.tasks
        if name.split(".")[0] in {"accounts", "dsr_fees", "dsr_fulfilment", "dsr_portal",
                                  "dsr_cases", "dsr_identity", "dsr_breaches", "dsr_console",
                                      "policies", "consent"}
    }  # fmt: skip
    assert ours == set(TASKS)


def test_procrastinates_own_page_is_closed() -> None:
    assert ProcrastinateJob not in admin.site._registry

"""Jobs as a worker does them."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from dsr.cases.models import Case
from dsr.fulfilment.jobs.sweeping import close_delivered, sweep_fulfilment
from dsr.fulfilment.models import Package, SourceResult
from dsr.fulfilment.services.collecting import begin_collection
from dsr.fulfilment.services.decisions import submit_for_approval
from tests.desk import NOW
from tests.dsr.fulfilment.bench import Bench, forget_jobs
from tests.dsr.fulfilment.gateways.company import Company

pytestmark = pytest.mark.django_db(transaction=True)
OURS = ("dsr_fulfilment.run_source", "dsr_fulfilment.build_package")


def work() -> None:
    """Do every waiting job, then stop, as a worker process would.

    In a thread of its own: a browser test before this one may have left an event loop in ours.
    """
    with ThreadPoolExecutor(max_workers=1) as elsewhere:
        elsewhere.submit(_work).result()


def _work() -> None:
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    worker = app.with_connector(connector)
    try:
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    finally:
        connections.close_all()


def test_a_worker_searches_sources_and_builds_the_package(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench()
    bench.portal()
    bench.database(company, monkeypatch)
    case = begin_collection(case_id=bench.accepted().pk, actor=bench.reviewer, now=NOW)
    work()
    assert Case.objects.get(pk=case.pk).status == "REVIEWING"
    assert set(SourceResult.objects.values_list("status", "attempts")) == {("FOUND", 1)}
    bench.decide(case)
    submit_for_approval(case_id=case.pk, actor=bench.reviewer, now=NOW)
    work()
    package = Package.objects.get()
    assert (package.status, package.attempts) == ("READY", 1)
    mine = ProcrastinateJob.objects.filter(task_name__in=OURS)
    assert {job.status for job in mine} == {"succeeded"}
    assert {tuple(job.args) for job in mine} == {("result_id",), ("package_id",)}


def test_periodic_jobs_run_on_an_empty_desk() -> None:
    forget_jobs()
    sweep_fulfilment(timestamp=0)
    close_delivered(timestamp=0)
    assert not ProcrastinateJob.objects.filter(task_name__in=OURS).exists()

"""A person gives a failed job back to the queue."""

from datetime import UTC, datetime

import pytest

from accounts.models import AccessRecord
from dsr.console.models import Job
from dsr.console.services.jobs import UnableToRetryJob, retry_job
from tests.desk import staff_actor
from tests.dsr.console.queue_jobs import fail_job, make_job, make_worker

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)


def test_failed_job_waits_again_and_who_did_so_is_on_record() -> None:
    job_id = fail_job(make_worker())
    manager = staff_actor("manager")
    retry_job(job_id=job_id, actor=manager, now=NOW)
    assert Job.objects.values_list("status", "attempts", "scheduled_at").get(pk=job_id) == (
        "todo", 2, NOW,
    )  # fmt: skip
    record = AccessRecord.objects.get()
    assert (record.actor_id, record.action, record.object_kind, record.object_reference) == (
        manager.user_id, "CHANGED", "job:RETRIED", f"dsr_fulfilment.run_source#{job_id}",
    )  # fmt: skip


def test_job_that_waits_is_not_retried() -> None:
    job_id = make_job()
    with pytest.raises(UnableToRetryJob, match="NOT_FAILED"):
        retry_job(job_id=job_id, actor=staff_actor("administrator"), now=NOW)
    assert Job.objects.get(pk=job_id).attempts == 0
    assert not AccessRecord.objects.exists()


def test_job_whose_like_waits_already_is_not_doubled() -> None:
    job_id = fail_job(make_worker(), lock="the only one")
    make_job(lock="the only one")
    with pytest.raises(UnableToRetryJob, match="SUPERSEDED"):
        retry_job(job_id=job_id, actor=staff_actor("manager"), now=NOW)
    assert Job.objects.get(pk=job_id).status == "failed"
    assert not AccessRecord.objects.exists()


@pytest.mark.parametrize("role", ["reviewer", "finance", "auditor"])
def test_role_without_the_verb_retries_nothing(role: str) -> None:
    job_id = fail_job(make_worker())
    with pytest.raises(UnableToRetryJob, match="NOT_PERMITTED"):
        retry_job(job_id=job_id, actor=staff_actor(role), now=NOW)
    assert Job.objects.get(pk=job_id).status == "failed"

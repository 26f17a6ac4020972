"""A failed job goes back to the queue because a person said so."""

from datetime import datetime

from django.db import IntegrityError, connection, transaction

from accounts.domain.actor import Actor
from accounts.enums import AccessAction
from accounts.services.access_records import record_access
from dsr.console.models import Job

RETRY = "dsr_console.retry_job"


class UnableToRetryJob(Exception):
    """`code`: NOT_PERMITTED, NOT_FAILED (it runs, waits or ended), SUPERSEDED (its like waits)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def retry_job(*, job_id: int, actor: Actor, now: datetime) -> None:
    """Give one failed job back to the queue at once; who did so is on record.

    Jobs are idempotent, so a second run does no harm. Raises UnableToRetryJob; Job.DoesNotExist.
    """
    if not actor.may(RETRY):
        raise UnableToRetryJob("NOT_PERMITTED")
    job = Job.objects.select_for_update(of=("self",)).get(pk=job_id)
    if job.status != "failed":
        raise UnableToRetryJob("NOT_FAILED")
    _give_back(job_id, now=now)
    record_access(
        subject_id=None,
        action=AccessAction.CHANGED,
        object_kind="job:RETRIED",
        object_reference=f"{job.task_name}#{job_id}"[:80],
        actor=actor,
        now=now,
    )


def _give_back(job_id: int, *, now: datetime) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT procrastinate_retry_job_v2(%s, %s, NULL, NULL, NULL)", [job_id, now]
            )
    except IntegrityError as error:  # the queueing lock: the same job waits already
        raise UnableToRetryJob("SUPERSEDED") from error

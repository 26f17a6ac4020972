"""Jobs whose worker has fallen silent go back to the queue, each exactly once.

A worker proves itself by a heartbeat every few seconds (settings.PROCRASTINATE_WORKER_DEFAULTS);
one killed outright leaves its jobs "doing" for ever. Procrastinate finds them but leaves the
retrying to us (its documentation, "Retry stalled jobs").
"""

from datetime import timedelta
from typing import NamedTuple

import structlog
from django.db import IntegrityError, connection, transaction

MOST_ATTEMPTS = 20  # a job that has outlived so many runs kills its workers: a person must look

_log = structlog.get_logger(__name__)

# The heartbeat is written by the database's clock, so it is read by the database's clock.
_STALLED = """
SELECT job.id, job.task_name, job.attempts
FROM procrastinate_jobs job LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
WHERE job.status = 'doing'
  AND (worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => %s))
ORDER BY job.id FOR UPDATE OF job
"""


class Rescue(NamedTuple):
    """What became of the stalled jobs, by their ids."""

    retried: list[int]
    superseded: list[int]  # the same job is queued already and will do the work
    given_up: list[int]


def rescue_stalled_jobs(*, silent_for: timedelta) -> Rescue:
    """Give back every job of a worker without a heartbeat for `silent_for`.

    Rescuers take turns, so that none gives back a job another has given back and a live worker
    has taken since: it would run twice at once.
    """
    rescue = Rescue([], [], [])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('accounts.rescue_stalled_jobs'))")
        cursor.execute(_STALLED, [silent_for.total_seconds()])
        for job_id, task, attempts in cursor.fetchall():
            facts = {"job_id": job_id, "task": task, "attempt": attempts}
            if attempts >= MOST_ATTEMPTS:
                _end(job_id, "failed")
                rescue.given_up.append(job_id)
                _log.error("stalled_job_given_up", **facts)
            elif _give_back(job_id):
                rescue.retried.append(job_id)
                _log.warning("stalled_job_retried", **facts)
            else:
                _end(job_id, "aborted")
                rescue.superseded.append(job_id)
                _log.warning("stalled_job_superseded", **facts)
    return rescue


def _give_back(job_id: int) -> bool:
    """False where the queue holds a job with the same queueing lock: only one may wait."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", [job_id]
            )
    except IntegrityError:
        return False
    return True


def _end(job_id: int, status: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_finish_job_v1(%s, %s, false)", [job_id, status])

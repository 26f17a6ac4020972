"""Jobs in every state, made by procrastinate's own functions, as its workers do."""

from datetime import timedelta

from django.db import connection
from procrastinate.contrib.django import app

RUN_SOURCE = "dsr_fulfilment.run_source"


def make_worker(*, heartbeat_age: timedelta = timedelta(0)) -> int:
    """A worker whose last sign of life is so old."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - make_interval(secs => %s)) RETURNING id",
            [heartbeat_age.total_seconds()],
        )
        return int(cursor.fetchone()[0])


def make_job(task: str = RUN_SOURCE, *, lock: str | None = None, **arguments: int | str) -> int:
    """A job that waits, ahead of the mail that cases bring with them."""
    job = app.configure_task(task, queueing_lock=lock, allow_unknown=True, priority=1000)
    return int(job.defer(**(arguments or {"result_id": 0})))


def take_job(worker: int) -> int:
    """The next job, taken by this worker."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM procrastinate_fetch_job_v2(NULL, %s)", [worker])
        return int(cursor.fetchone()[0])


def fail_job(worker: int, task: str = RUN_SOURCE, *, lock: str | None = None) -> int:
    """A job that has had all its tries."""
    job = make_job(task, lock=lock)
    assert take_job(worker) == job
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [job])
    return job

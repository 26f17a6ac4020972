"""What the rescuer gives back, what it leaves, and what it gives up."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.services.finished_jobs import forget_finished_jobs
from accounts.services.stalled_jobs import MOST_ATTEMPTS, Rescue, rescue_stalled_jobs

SILENT_FOR = timedelta(seconds=25)
TASK = "tests.never_run"


def _worker(*, heartbeat_age: timedelta) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - make_interval(secs => %s)) RETURNING id",
            [heartbeat_age.total_seconds()],
        )
        return int(cursor.fetchone()[0])


def _job(queueing_lock: str | None = None, task: str = TASK) -> int:
    return app.configure_task(task, queueing_lock=queueing_lock).defer(timestamp=1)


def _fetched_by(worker: int, queueing_lock: str | None = None, task: str = TASK) -> int:
    """A job as a worker leaves it when it dies: taken by procrastinate's own function."""
    job = _job(queueing_lock, task)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM procrastinate_fetch_job_v2(NULL, %s)", [worker])
        assert cursor.fetchone() == (job,)
    return job


def _status(job: int) -> tuple[str, int]:
    found: tuple[str, int] = ProcrastinateJob.objects.values_list("status", "attempts").get(id=job)
    return found


@pytest.mark.django_db
def test_only_jobs_of_silent_workers_are_given_back() -> None:
    stalled = _fetched_by(_worker(heartbeat_age=timedelta(seconds=26)))
    running = _fetched_by(_worker(heartbeat_age=timedelta(seconds=24)))
    waiting = _job()
    assert rescue_stalled_jobs(silent_for=SILENT_FOR) == Rescue([stalled], [], [])
    assert [_status(job) for job in (stalled, running, waiting)] == [
        ("todo", 1),
        ("doing", 0),
        ("todo", 0),
    ]


@pytest.mark.django_db
def test_job_of_a_pruned_worker_is_given_back() -> None:
    worker = _worker(heartbeat_age=timedelta(minutes=5))
    stalled = _fetched_by(worker)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers WHERE id = %s", [worker])
    assert rescue_stalled_jobs(silent_for=SILENT_FOR) == Rescue([stalled], [], [])


@pytest.mark.django_db
def test_second_rescue_finds_nothing() -> None:
    _fetched_by(_worker(heartbeat_age=timedelta(minutes=5)))
    rescue_stalled_jobs(silent_for=SILENT_FOR)
    assert rescue_stalled_jobs(silent_for=SILENT_FOR) == Rescue([], [], [])


@pytest.mark.django_db
def test_stalled_job_whose_twin_waits_is_ended_and_does_not_block_the_others() -> None:
    silent = _worker(heartbeat_age=timedelta(minutes=5))
    stalled = _fetched_by(silent, queueing_lock="nightly")
    other = _fetched_by(silent)
    twin = _job("nightly")
    assert rescue_stalled_jobs(silent_for=SILENT_FOR) == Rescue([other], [stalled], [])
    assert [_status(job)[0] for job in (stalled, twin, other)] == ["aborted", "todo", "todo"]


@pytest.mark.django_db
def test_of_two_stalled_jobs_with_one_queueing_lock_one_is_given_back() -> None:
    silent = _worker(heartbeat_age=timedelta(minutes=5))
    first, second = (_fetched_by(silent, queueing_lock="nightly") for _ in range(2))
    assert rescue_stalled_jobs(silent_for=SILENT_FOR) == Rescue([first], [second], [])


@pytest.mark.django_db
def test_job_that_keeps_killing_its_workers_is_given_up() -> None:
    silent = _worker(heartbeat_age=timedelta(minutes=5))
    job = _fetched_by(silent)
    for _ in range(MOST_ATTEMPTS):
        assert rescue_stalled_jobs(silent_for=SILENT_FOR) == Rescue([job], [], [])
        with connection.cursor() as cursor:
            cursor.execute("SELECT procrastinate_fetch_job_v2(NULL, %s)", [silent])
    assert rescue_stalled_jobs(silent_for=SILENT_FOR) == Rescue([], [], [job])
    assert _status(job)[0] == "failed"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_rescuers_at_once_give_a_job_back_once() -> None:
    silent = _worker(heartbeat_age=timedelta(minutes=5))
    stalled = [_fetched_by(silent) for _ in range(20)]
    start = Barrier(4)
    found: list[list[int]] = []

    def rescue() -> None:
        try:
            start.wait()
            found.append(rescue_stalled_jobs(silent_for=SILENT_FOR).retried)
        finally:
            connections.close_all()

    rescuers = [Thread(target=rescue) for _ in range(4)]
    for rescuer in rescuers:
        rescuer.start()
    for rescuer in rescuers:
        rescuer.join()
    assert sorted(found) == [[], [], [], stalled]
    assert [_status(job) for job in stalled] == [("todo", 1)] * 20


def _finish(job: int, status: str, *, age: timedelta) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_finish_job_v1(%s, %s, false)", [job, status])
        cursor.execute(
            "UPDATE procrastinate_events SET at = now() - make_interval(secs => %s)"
            " WHERE job_id = %s",
            [age.total_seconds(), job],
        )


@pytest.mark.django_db
def test_finished_jobs_are_forgotten_by_age_and_failed_ones_kept() -> None:
    earlier = set(ProcrastinateJob.objects.values_list("id", flat=True))
    worker = _worker(heartbeat_age=timedelta(0))
    old, kept, failed = (_fetched_by(worker) for _ in range(3))
    _finish(old, "succeeded", age=timedelta(days=30, minutes=1))
    _finish(kept, "succeeded", age=timedelta(days=29))
    _finish(failed, "failed", age=timedelta(days=400))
    routine, recent = (_fetched_by(worker, task="accounts.rescue_stalled_jobs") for _ in range(2))
    _finish(routine, "succeeded", age=timedelta(minutes=61))
    _finish(recent, "succeeded", age=timedelta(minutes=59))
    waiting = _job()
    assert forget_finished_jobs(now=datetime.now(UTC)) == 2
    left = set(ProcrastinateJob.objects.values_list("id", flat=True)) - earlier
    assert left == {kept, failed, recent, waiting}

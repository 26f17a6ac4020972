"""Jobs whose worker died run again within 45 seconds; finished ones are forgotten in time."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from accounts.services.finished_jobs import forget_finished_jobs
from accounts.services.stalled_jobs import rescue_stalled_jobs

# Five missed heartbeats (settings.PROCRASTINATE_WORKER_DEFAULTS). At worst a dead worker's job
# waits for this, then ten seconds for the rescuer, then two for the next poll of the queue.
SILENT_FOR = timedelta(seconds=25)
AHEAD_OF_ALL = 100  # a full queue must not keep the rescuer waiting


@jobs.periodic(cron="* * * * * */10")
@jobs.task(
    name="accounts.rescue_stalled_jobs", queueing_lock="accounts.rescue", priority=AHEAD_OF_ALL
)
def rescue(timestamp: int) -> None:
    """Give the jobs of silent workers back to the queue; jobs are idempotent."""
    rescue_stalled_jobs(silent_for=SILENT_FOR)


@jobs.periodic(cron="25 * * * *")
@jobs.task(name="accounts.forget_finished_jobs", queueing_lock="accounts.forget_finished_jobs")
def forget(timestamp: int) -> None:
    """Keep the queue's tables small."""
    forget_finished_jobs(now=timezone.now())

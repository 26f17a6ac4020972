"""Jobs whose worker died run again."""

from procrastinate import JobContext
from procrastinate.contrib.django import app as jobs

SILENT_AFTER = 25  # seconds: five missed heartbeats (settings.PROCRASTINATE_WORKER_DEFAULTS)


@jobs.periodic(cron="* * * * * */10")
@jobs.task(name="accounts.rescue_stalled_jobs", queueing_lock="accounts.rescue", pass_context=True)
async def rescue_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Give every job of a silent worker back to the queue; jobs are idempotent."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_AFTER):
        await manager.retry_job(job)

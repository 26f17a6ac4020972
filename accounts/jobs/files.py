"""Files go on their day."""

from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from accounts.domain.clock import jst_date
from accounts.services.files import purge_files, sweep_orphans


@jobs.periodic(cron="15 18 * * *")  # 03:15 in Tokyo
@jobs.task(name="accounts.purge_files", queueing_lock="accounts.purge_files", retry=3)
def purge(timestamp: int) -> None:
    """Delete files whose last day has come, and bytes that no row knows."""
    now = timezone.now()
    purge_files(on=jst_date(now), now=now)
    sweep_orphans(now=now)

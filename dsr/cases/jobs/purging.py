"""Case files go on their day."""

from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from dsr.cases.services.purging import SHREDDER, shred_cases


@jobs.periodic(cron="30 18 * * *")  # 03:30 in Tokyo, after letters and pictures got their dates
@jobs.task(name=SHREDDER, queueing_lock=SHREDDER, retry=3)
def shred(timestamp: int) -> None:
    """Destroy the keys of case files whose last day has come."""
    shred_cases(now=timezone.now())

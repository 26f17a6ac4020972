"""Pictures of requests that ended undecided get their last day."""

from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from dsr.identity.services.purge_dates import (
    date_notices_of_ended_cases,
    date_pictures_of_ended_cases,
)


@jobs.periodic(cron="0 18 * * *")  # 03:00 in Tokyo, before files are purged
@jobs.task(name="dsr_identity.date_pictures", queueing_lock="dsr_identity.date_pictures", retry=3)
def date_pictures(timestamp: int) -> None:
    """Bring deletion forward where the request was withdrawn or not accepted."""
    date_pictures_of_ended_cases(now=timezone.now())
    date_notices_of_ended_cases(now=timezone.now())

"""People who were asked to complete their request are reminded."""

from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from dsr.cases.services.defects import remind_requesters


@jobs.periodic(cron="0 1 * * *")  # 10:00 in Tokyo
@jobs.task(name="dsr_cases.remind_requesters", queueing_lock="dsr_cases.remind_requesters", retry=3)
def remind(timestamp: int) -> None:
    """Write the reminders of the day."""
    remind_requesters(now=timezone.now())

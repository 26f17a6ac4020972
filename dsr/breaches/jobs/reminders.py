"""Managers are reminded every morning."""

from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from dsr.breaches.services.reminders import remind_of_breaches


@jobs.periodic(cron="0 0 * * *")  # 09:00 in Tokyo, on holidays too: the clocks do not stop
@jobs.task(name="dsr_breaches.remind", queueing_lock="dsr_breaches.remind", retry=3)
def remind(timestamp: int) -> None:
    """Tell the managers what is due."""
    remind_of_breaches(now=timezone.now())

"""Promises are not forgotten: owners are reminded before the day, on it and after it."""

from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from dsr.fulfilment.services.promises import remind_of_promises


@jobs.periodic(cron="20 23 * * *")  # 08:20 in Tokyo
@jobs.task(name="dsr_fulfilment.remind_of_promises", queueing_lock="dsr_fulfilment.promises")
def remind(timestamp: int) -> None:
    """Mail the owners of promises that fall due or are overdue."""
    remind_of_promises(now=timezone.now())

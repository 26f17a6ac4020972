"""People whose fee is unpaid are reminded."""

from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from dsr.fees.services.fee_reminders import remind_of_fees


@jobs.periodic(cron="20 1 * * *")  # 10:20 in Tokyo
@jobs.task(name="dsr_fees.remind_of_fees", queueing_lock="dsr_fees.remind_of_fees", retry=3)
def remind(timestamp: int) -> None:
    """Write the reminders of the day."""
    remind_of_fees(now=timezone.now())

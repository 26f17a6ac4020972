"""Every business morning the desk hears what is near, late or nobody's."""

from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from dsr.fulfilment.services.chasing import chase_the_desk


@jobs.periodic(cron="0 0 * * *")  # 09:00 in Tokyo
@jobs.task(name="dsr_fulfilment.chase", queueing_lock="dsr_fulfilment.chase", retry=3)
def chase(timestamp: int) -> None:
    """Write the mails of the day; on days the desk is closed there are none."""
    chase_the_desk(now=timezone.now())

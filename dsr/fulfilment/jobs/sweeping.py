"""What was never enqueued is found, and what is over is closed."""

from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from dsr.fulfilment.services.sweeping import close_delivered_cases, sweep


@jobs.periodic(cron="*/10 * * * *")
@jobs.task(name="dsr_fulfilment.sweep", queueing_lock="dsr_fulfilment.sweep")
def sweep_fulfilment(timestamp: int) -> None:
    """Queue again what hangs, finish what is complete."""
    sweep(now=timezone.now())


@jobs.periodic(cron="30 18 * * *")  # 03:30 in Tokyo
@jobs.task(name="dsr_fulfilment.close_delivered", queueing_lock="dsr_fulfilment.close_delivered")
def close_delivered(timestamp: int) -> None:
    """Close cases whose answer was received long enough ago."""
    close_delivered_cases(now=timezone.now())

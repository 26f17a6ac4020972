"""The worker's share of the sandbox: deliver events, and let time pass when nobody looks."""

from typing import Final

from django.utils import timezone
from procrastinate.contrib.django import app

from config.stripe_sandbox.services.clock import catch_up
from config.stripe_sandbox.services.deliveries import deliver_due_webhooks
from config.stripe_sandbox.world.events import DELIVERY_JOB

EVERY_MINUTE: Final = "* * * * *"


@app.task(name=DELIVERY_JOB)
def deliver_webhooks() -> None:
    """Deliver what is due; a refused event comes again with the minute's round."""
    deliver_due_webhooks(now=timezone.now())


@app.periodic(cron=EVERY_MINUTE)
@app.task(name="stripe_sandbox.pass_time", queueing_lock="stripe_sandbox.pass_time")
def pass_time(timestamp: int) -> None:
    """Book charges, close pages and lapse vouchers whose time has come; then deliver."""
    now = timezone.now()
    catch_up(now=now)
    deliver_due_webhooks(now=now)

"""Drafts and parked pages go on their day."""

from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from dsr.portal.services.drafts import discard_stale_drafts
from dsr.portal.services.parking import drop_old_parked_pages


@jobs.periodic(cron="45 18 * * *")  # 03:45 in Tokyo
@jobs.task(name="dsr_portal.discard_drafts", queueing_lock="dsr_portal.discard_drafts", retry=3)
def discard_drafts(timestamp: int) -> None:
    """Delete drafts nobody touched for thirty days, as the pages promise."""
    discard_stale_drafts(now=timezone.now())


@jobs.periodic(cron="20 * * * *")
@jobs.task(name="dsr_portal.drop_parked", queueing_lock="dsr_portal.drop_parked", retry=3)
def drop_parked(timestamp: int) -> None:
    """Forget parked pages nobody came back for within a day."""
    drop_old_parked_pages(now=timezone.now())

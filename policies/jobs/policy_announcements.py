"""Mails of a revision, batch after batch."""

from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from policies.services.policy_announcements import (
    ANNOUNCE,
    announce_batch,
    resume_announcements,
)


@jobs.task(name=ANNOUNCE, retry=5)
def announce(announcement_id: int) -> None:
    """Write to the next batch of people."""
    announce_batch(announcement_id=announcement_id, now=timezone.now())


@jobs.periodic(cron="*/10 * * * *")
@jobs.task(name="policies.resume_announcements", queueing_lock="policies.resume_announcements")
def resume(timestamp: int) -> None:
    """Go on with what stands still."""
    resume_announcements(now=timezone.now())

"""Announcing a version by mail: in batches, each in one transaction, on from where it stood."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from procrastinate.contrib.django import app as jobs

from accounts.enums import MailTemplate
from accounts.models import User
from accounts.services.outbox import queue_mail
from policies.enums import AnnouncementStatus
from policies.models import PolicyAnnouncement, PolicyNotice, PolicyVersion

ANNOUNCE = "policies.announce"
BATCH = 200
FORGOTTEN_AFTER = timedelta(minutes=10)


@transaction.atomic
def begin_announcement(*, version: PolicyVersion, now: datetime) -> PolicyAnnouncement:
    """Write to everybody with an account, beginning now. The same version again changes nothing."""
    announcement, made = PolicyAnnouncement.objects.get_or_create(
        version=version,
        defaults={"total": people().count(), "started_at": now, "last_batch_at": now},
    )
    if made:
        _defer(announcement)
    return announcement


@transaction.atomic
def announce_batch(*, announcement_id: int, now: datetime, size: int = BATCH) -> int:
    """Write to the next people, and queue what comes after. Answers how many were written to.

    A worker that dies loses its batch whole, and the next one begins with the same people.
    """
    announcement = (
        PolicyAnnouncement.objects.select_for_update(of=("self",))
        .select_related("version")
        .get(pk=announcement_id)
    )
    if announcement.status == AnnouncementStatus.FINISHED:
        return 0
    users = list(people().filter(pk__gt=announcement.last_user_id).order_by("pk")[:size])
    for user in users:
        message = queue_mail(
            recipient=user,
            template=MailTemplate.POLICY_ANNOUNCED,
            reference="",
            path=f"/policy/versions/{announcement.version.number}/",
            now=now,
        )
        PolicyNotice.objects.create(announcement=announcement, user=user, message=message)
    announcement.done += len(users)
    announcement.last_batch_at = now
    if users:
        announcement.last_user_id = users[-1].pk
    if len(users) < size:
        announcement.status, announcement.finished_at = AnnouncementStatus.FINISHED, now
    else:
        _defer(announcement)
    announcement.save()
    return len(users)


def resume_announcements(*, now: datetime) -> int:
    """Queue again what has stood still for ten minutes; answers how many."""
    still = PolicyAnnouncement.objects.filter(
        status=AnnouncementStatus.RUNNING, last_batch_at__lt=now - FORGOTTEN_AFTER
    )
    for announcement in still:
        _defer(announcement)
    return len(still)


def people() -> QuerySet[User]:
    """Requesters who can sign in and read."""
    return User.objects.filter(is_active=True, is_staff=False).exclude(email="")


def _defer(announcement: PolicyAnnouncement) -> None:
    task = jobs.configure_task(ANNOUNCE, allow_unknown=True)
    task.defer(announcement_id=announcement.pk)

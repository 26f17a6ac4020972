"""A revision reaches everybody by mail, once, whatever breaks on the way."""

from datetime import date, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import OutboxMessage
from accounts.services.outbox import settle_failed, settle_returned, settle_sent
from policies.enums import AnnouncementStatus
from policies.models import PolicyAnnouncement, PolicyNotice
from policies.selectors.policy_announcements import Reach, failed_mails, reach_of
from policies.services.policy_announcements import (
    announce_batch,
    begin_announcement,
    resume_announcements,
)
from tests.desk import NOW, make_requester, make_staff
from tests.policies.versions import published

pytestmark = pytest.mark.django_db


@pytest.fixture
def announcement() -> PolicyAnnouncement:
    for number in range(5):
        make_requester(f"person{number}@mail.example")
    gone = make_requester("gone@mail.example")
    gone.is_active = False
    gone.save()
    make_staff("manager")
    return begin_announcement(version=published(date(2026, 6, 1)), now=NOW)


def test_everybody_with_an_account_is_written_to_once(announcement: PolicyAnnouncement) -> None:
    jobs = ProcrastinateJob.objects.filter(task_name="policies.announce")
    done, queued = [], [jobs.count()]
    for _ in range(4):
        done.append(announce_batch(announcement_id=announcement.pk, now=NOW, size=2))
        queued.append(jobs.count())
    assert done == [2, 2, 1, 0]
    assert queued == [1, 2, 3, 3, 3]  # each full batch queues the one after it
    announcement.refresh_from_db()
    assert (announcement.total, announcement.done, announcement.status) == (5, 5, "FINISHED")
    mails = OutboxMessage.objects.filter(template="POLICY_ANNOUNCED")
    assert sorted(mails.values_list("recipient__email", flat=True)) == [
        f"person{number}@mail.example" for number in range(5)
    ]
    assert set(mails.values_list("path", flat=True)) == {"/policy/versions/2026-06-01/"}
    assert PolicyNotice.objects.count() == 5


def test_broken_off_announcement_goes_on_where_it_stood(announcement: PolicyAnnouncement) -> None:
    announce_batch(announcement_id=announcement.pk, now=NOW, size=2)
    assert resume_announcements(now=NOW + timedelta(minutes=9)) == 0
    assert resume_announcements(now=NOW + timedelta(minutes=11)) == 1
    announce_batch(announcement_id=announcement.pk, now=NOW, size=200)
    announcement.refresh_from_db()
    assert (announcement.done, announcement.status) == (5, AnnouncementStatus.FINISHED)
    assert resume_announcements(now=NOW + timedelta(days=1)) == 0


def test_same_version_is_announced_once(announcement: PolicyAnnouncement) -> None:
    again = begin_announcement(version=announcement.version, now=NOW + timedelta(days=1))
    assert (again.pk, again.started_at) == (announcement.pk, NOW)


def test_mail_that_came_to_nothing_is_known(announcement: PolicyAnnouncement) -> None:
    announce_batch(announcement_id=announcement.pk, now=NOW)
    first, second = OutboxMessage.objects.filter(template="POLICY_ANNOUNCED").order_by("pk")[:2]
    settle_failed(message_id=first.pk, failure="SMTPRecipientsRefused", now=NOW)
    settle_sent(message_id=second.pk, now=NOW)
    announcement.refresh_from_db()
    assert reach_of(announcement) == Reach(total=5, written=5, sent=1, failed=1, returned=0)
    assert failed_mails(announcement) == [(first.pk, "SMTPRecipientsRefused")]
    settle_returned(message=second, status="5.1.1", now=NOW)
    assert reach_of(announcement) == Reach(total=5, written=5, sent=0, failed=2, returned=1)
    assert failed_mails(announcement)[1] == (second.pk, "RETURNED 5.1.1")

"""The portal's promises are scheduled and do what the pages say."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dsr.portal.enums import Page
from dsr.portal.jobs.drafts import discard_drafts, drop_parked
from dsr.portal.models import Draft, ParkedPage
from dsr.portal.services.drafts import start_draft
from dsr.portal.services.parking import park_page
from tests.desk import make_requester

pytestmark = pytest.mark.django_db


def test_nightly_job_deletes_stale_drafts_only() -> None:
    now = timezone.now()
    start_draft(user=make_requester(), now=now - timedelta(days=31))
    fresh = start_draft(user=make_requester("taro@mail.example"), now=now - timedelta(days=29))
    discard_drafts(0)
    assert list(Draft.objects.all()) == [fresh]


def test_hourly_job_forgets_parked_pages_of_yesterday_only() -> None:
    now = timezone.now()
    user = make_requester()
    park_page(user_id=user.pk, page=Page.NAME, posted={}, now=now - timedelta(hours=25))
    park_page(user_id=user.pk, page=Page.FEE, posted={}, now=now - timedelta(hours=23))
    drop_parked(0)
    assert [row.page for row in ParkedPage.objects.all()] == ["fee"]


def test_both_jobs_are_periodic() -> None:
    from procrastinate.contrib.django import app

    names = {task.task.name for task in app.periodic_registry.periodic_tasks.values()}
    assert {"dsr_portal.discard_drafts", "dsr_portal.drop_parked"} <= names

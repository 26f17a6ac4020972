"""The feed after a big import: numbered by short transactions, one page at a time for readers."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consent.models import ConsentChange, ConsentEvent
from consent.selectors.changes import last_position, numbered_and_waiting
from consent.services.changes import AT_ONCE, BEHIND_ALL, SEND_WEBHOOK, publish_changes
from consent.services.webhooks import create_webhook, requeue_forgotten
from dsr.console.models import Job
from dsr.console.selectors.jobs import About, what_about
from tests.consent.api.service import ADMINISTRATOR, Service, make_client, toggle
from tests.consent.people import NOW, make_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> Service:
    """A reader, who knows what was until now."""
    make_item()
    toggle("M-1")
    publish_changes(now=NOW)
    return Service(make_client()[1])


def bring_in(lines: int) -> None:
    """As many lines of the feed at once, as an import writes them."""
    event = ConsentEvent.objects.get()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO consent_consentchange (event_id) SELECT %s FROM generate_series(1, %s)",
            [event.pk, lines],
        )


def test_many_changes_are_numbered_by_short_transactions(service: Service) -> None:
    known = last_position()
    bring_in(2 * AT_ONCE + 1)
    with CaptureQueriesContext(
        connection,
    ) as said:
        assert publish_changes(now=NOW) == 2 * AT_ONCE + 1
    assert sum("UPDATE consent_consentchange" in query["sql"] for query in said) == 3
    lines = ConsentChange.objects.order_by("pk").values_list("position", flat=True)
    assert list(lines) == list(range(1, known + 2 * AT_ONCE + 2))
    assert publish_changes(now=NOW) == 0


def test_reader_waits_for_one_page_and_not_for_an_import(service: Service) -> None:
    known = last_position()
    bring_in(7)
    page = service.get(f"/changes?after={known}&limit=2")[1]
    assert ([line["data"]["position"] for line in page["changes"]], page["more"]) == (
        [known + 1, known + 2], True,
    )  # fmt: skip
    assert last_position() == known + 3
    told = page["changes"]
    while page["more"]:
        page = service.get(f"/changes?after={page['next']}&limit=2")[1]
        told += page["changes"]
    assert [line["data"]["position"] for line in told] == list(range(known + 1, known + 8))


def test_messages_about_an_import_keep_nobody_waiting(service: Service, settings: Any) -> None:
    settings.WEBHOOK_ALLOWED_HOSTS = ["127.0.0.1"]
    create_webhook(name="app", url="http://127.0.0.1:9/", actor=ADMINISTRATOR, now=NOW)
    bring_in(AT_ONCE + 1)
    publish_changes(now=NOW)
    jobs = Job.objects.filter(task_name=SEND_WEBHOOK)
    assert jobs.filter(priority=BEHIND_ALL).count() == AT_ONCE
    assert jobs.filter(priority=0).count() == 1
    later = NOW + timedelta(minutes=5)
    assert requeue_forgotten(now=later) == 0  # late, and in the queue still
    jobs.delete()
    assert requeue_forgotten(now=later) == 1000


def test_console_shows_how_far_the_order_of_changes_is(service: Service) -> None:
    bring_in(3)
    known = last_position()
    assert numbered_and_waiting() == (known, 3)
    running, queued = (
        Job(pk=pk, task_name="consent.publish_changes", status=status, args={})
        for pk, status in ((1, "doing"), (2, "todo"))
    )
    assert what_about([running, queued]) == {1: About("", known, known + 3)}
    publish_changes(now=NOW)
    assert what_about([running, queued]) == {}

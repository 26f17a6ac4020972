"""The feed: one order for everybody, no gaps; webhooks: told of every change until heard."""

import threading
import time
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from consent.selectors.changes import changes_after, last_position
from consent.services import changes as services
from consent.services.changes import publish_changes
from policies.models import PolicyVersion
from tests.consent.api.service import MEMBER, Service, make_client, toggle
from tests.consent.people import NOW, make_item, publish_words


@pytest.mark.django_db
def test_feed_tells_every_kind_of_change_once_and_in_order() -> None:
    make_item()
    service = Service(make_client()[1])
    service.give()
    service.withdraw()
    publish_words("LOCATION", "2", now=timezone.now(), asks_again=True)
    status, first = service.get("/changes?limit=2")
    assert (status, [line["type"] for line in first["changes"]], first["more"]) == (
        200, ["text.published", "consent.given"], True,
    )  # fmt: skip
    rest = service.get(f"/changes?after={first['next']}")[1]
    told = [(line["type"], line["data"]["position"]) for line in rest["changes"]]
    assert told == [("consent.withdrawn", 3), ("text.published", 4)]
    assert rest["changes"][0]["data"] == {
        "position": 3, "member_id": MEMBER, "item": "LOCATION", "text_version": "1", "sequence": 2,
    }  # fmt: skip
    assert rest["changes"][1]["data"]["asks_again"] is True
    assert service.get("/changes?after=4")[1] == {"changes": [], "next": 4, "more": False}


@pytest.mark.django_db
@pytest.mark.parametrize("requires_consent", [True, False])
def test_new_policy_is_told_with_what_waits_for_its_acceptance(requires_consent: bool) -> None:
    service, now = Service(make_client()[1]), timezone.now()
    PolicyVersion.objects.create(
        number="2", text_ja="第1条", text_en="Article 1", requires_consent=requires_consent,
        introduces=["ITEM:LOCATION"], announced_at=now, effective_from=date(2030, 1, 1),
        published_at=now, sha256="a" * 64,
    )  # fmt: skip
    (line,) = service.get("/changes")[1]["changes"]
    assert (line["type"], line["data"]) == (
        "policy.published",
        {
            "position": 1, "member_id": None, "document": "PRIVACY_POLICY", "version": "2",
            "effective_from": "2030-01-01", "blocks": ["ITEM:LOCATION"] * requires_consent,
        },
    )  # fmt: skip


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_change_that_commits_late_is_not_passed_over() -> None:
    make_item()
    wrote, read = threading.Event(), threading.Event()

    def slow_writer() -> None:
        try:
            with transaction.atomic():
                toggle("M-slow")
                wrote.set()
                read.wait(10)
        finally:
            connection.close()

    thread = threading.Thread(target=slow_writer)
    thread.start()
    wrote.wait(10)
    toggle("M-fast")  # begun later, committed earlier
    publish_changes(now=NOW)
    seen = last_position()
    read.set()
    thread.join()
    publish_changes(now=NOW)
    later = changes_after(seen, limit=10)
    assert [change.member_id for change in later] == ["M-slow"]
    assert [c.position for c in changes_after(0, limit=10)] == [1, 2, 3]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_changes_are_numbered_by_one_at_a_time() -> None:
    make_item()
    numbered, over, counts = threading.Event(), threading.Event(), dict[str, int]()

    def first() -> None:
        with transaction.atomic():
            counts["first"] = publish_changes(now=NOW)
            numbered.set()
            over.wait(10)

    failures: list[Exception] = []
    one = threading.Thread(target=_run, args=[failures, first])
    one.start()
    numbered.wait(10)
    toggle(MEMBER)

    def second() -> None:
        counts["second"] = publish_changes(now=NOW)

    two = threading.Thread(target=_run, args=[failures, second])
    two.start()
    _wait_until_one_waits()
    over.set()
    _join([one, two])
    assert (failures, counts) == ([], {"first": 1, "second": 1})


def _wait_until_one_waits() -> None:
    deadline = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone() != (0,):
                return
            time.sleep(0.01)
    raise AssertionError("nobody waits")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_readers_among_writers_see_everything_once_in_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(services, "AT_ONCE", 3)  # many transactions, one going on from the other
    make_item()
    stop, seen, failures = threading.Event(), [list[int](), list[int]()], list[Exception]()

    def write(number: int) -> None:
        _run(failures, lambda: _toggle_often(f"M-{number}"))

    def read(into: list[int]) -> None:
        def follow() -> None:
            while True:
                over = stop.is_set()
                publish_changes(now=NOW)
                into.extend(c.position for c in changes_after(into[-1] if into else 0, limit=7))
                if over and into and into[-1] == last_position():
                    return

        _run(failures, follow)

    writers = [threading.Thread(target=write, args=[number]) for number in range(3)]
    readers = [threading.Thread(target=read, args=[into]) for into in seen]
    _start([*writers, *readers])
    _join(writers)
    stop.set()
    _join(readers)
    assert failures == []
    assert seen[0] == seen[1] == list(range(1, 3 * 12 + 2))
    lines = [c for c in changes_after(0, limit=100) if c.sequence is not None]
    for number in range(3):  # each person's own order is kept
        own = [c.sequence for c in lines if c.member_id == f"M-{number}"]
        assert own == list(range(1, 13))


def _start(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()


def _join(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.join()


def _run(failures: list[Exception], work: Any) -> None:
    try:
        work()
    except Exception as error:
        failures.append(error)
    finally:
        connection.close()


def _toggle_often(member: str) -> None:
    for number in range(12):
        toggle(member, round_=number)

"""The desk's calendar and its feed: dates and references, holidays by name, nothing of anybody."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.domain.actor import system_actor
from accounts.models import User
from accounts.selectors.actors import actor_of
from dsr.cases.enums import OutcomeCode
from dsr.cases.models import Case
from dsr.cases.services.defects import ask_for_correction
from dsr.cases.services.gates import pass_identity
from dsr.console.models import CalendarFeed
from dsr.console.selectors.calendar import day_off_name, duties_between
from dsr.console.services.calendar_feeds import UnableToMakeFeed, make_feed, token_hash
from policies.models import Closure
from tests.accounts.console import open_console
from tests.desk import NOW, file_disclosure, make_requester, make_staff, set_up_desk
from tests.dsr.console.ics import events_of

pytestmark = pytest.mark.django_db
PAGE, FEED = "/console/dsr_cases/case/calendar/", "/console/dsr_cases/case/calendar/feed/"
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def case() -> Case:
    set_up_desk()
    return file_disclosure(make_requester())


def shown(answer: Any) -> dict[str, list[tuple[str, str]]]:
    """Kinds and references by day of the month shown."""
    days = [day for week in answer.context["month"].weeks for day in week]
    return {
        day.on.isoformat(): [(row.kind, row.reference) for row in day.duties]
        for day in days if day.duties
    }  # fmt: skip


def test_month_shows_each_date_of_an_open_request(client: Client, case: Case) -> None:
    open_console(client, "reviewer")
    answer = client.get(PAGE, {"month": "2026-04"})
    assert shown(answer) == {
        "2026-04-06": [("IDENTITY", case.reference)],
        "2026-04-15": [("TARGET", case.reference)],
        "2026-04-16": [("ART_39", case.reference)],
        "2026-05-01": [("INTERIM", case.reference)],
    }
    assert "花子" not in answer.content.decode()


def test_what_is_done_is_no_longer_due(client: Client, case: Case) -> None:
    pass_identity(case_id=case.pk, facts={}, actor=system_actor("test"), now=NOW)
    open_console(client, "reviewer")
    assert "2026-04-06" not in shown(client.get(PAGE, {"month": "2026-04"}))


def test_correction_is_due_and_the_target_stands_still(client: Client, case: Case) -> None:
    user = open_console(client, "manager")
    ask_for_correction(
        case_id=case.pk, code=OutcomeCode.F3, text="お送りください。", actor=actor_of(user), now=NOW
    )
    assert shown(client.get(PAGE, {"month": "2026-04"})) == {
        "2026-04-15": [("CORRECTION", case.reference)],
        "2026-04-16": [("ART_39", case.reference)],
    }


def test_own_dates_are_those_of_ones_own_requests(client: Client, case: Case) -> None:
    user = open_console(client, "reviewer")
    assert shown(client.get(PAGE, {"month": "2026-04", "whose": "mine"})) == {}
    Case.objects.filter(pk=case.pk).update(owner=user)
    mine = shown(client.get(PAGE, {"month": "2026-04", "whose": "mine"}))
    assert sorted(mine) == ["2026-04-06", "2026-04-15", "2026-04-16", "2026-05-01"]


def test_days_the_desk_is_closed_say_why(client: Client, case: Case) -> None:
    Closure.objects.create(on=date(2026, 5, 1), reason="創立記念日")
    open_console(client, "reviewer")
    answer = client.get(PAGE, {"month": "2026-05"})
    days = {day.on.day: day for day in answer.context["month"].weeks[0]}
    assert {number: (day.closed, day.name) for number, day in days.items()} == {
        26: (True, ""), 27: (False, ""), 28: (False, ""), 29: (True, "昭和の日"), 30: (False, ""),
        1: (True, "創立記念日"), 2: (True, ""),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("on", "japanese", "english"),
    [
        (date(2026, 5, 6), "憲法記念日 振替休日", "Constitution Memorial Day (substitute)"),
        (date(2026, 9, 22), "国民の休日", "National holiday"),
        (date(2026, 12, 30), "年末年始", "Turn of the year"),
        (date(2027, 1, 1), "元日", "New Year's Day"),
        (date(2026, 4, 4), "", ""),
    ],
)
def test_holidays_have_names_in_both_languages(on: date, japanese: str, english: str) -> None:
    from django.utils import translation

    names = {}
    for language in ("ja", "en"):
        with translation.override(language):
            names[language] = day_off_name(on, {})
    assert names == {"ja": japanese, "en": english}


@pytest.mark.parametrize("month", ["", "2026-13", "abc", "9999-12", "0001-01", "2026-4"])
def test_senseless_months_show_this_one(client: Client, case: Case, month: str) -> None:
    open_console(client, "reviewer")
    assert client.get(PAGE, {"month": month}).status_code == 200


@pytest.mark.parametrize("cases", [1, 3])
def test_page_asks_the_same_few_questions(
    client: Client, django_assert_num_queries: Any, cases: int
) -> None:
    set_up_desk()
    for number in range(cases):
        file_disclosure(make_requester(f"p{number}@mail.example"))
    open_console(client, "reviewer")
    client.get(PAGE)
    with django_assert_num_queries(17):
        client.get(PAGE, {"month": "2026-04"})


def feed_address(client: Client) -> str:
    return str(client.post(FEED, {"make": "1"}).context["feed_address"]).replace(
        "http://testserver", ""
    )


def test_feed_opens_without_signing_in_and_names_nobody(client: Client, case: Case) -> None:
    user = open_console(client, "reviewer")
    Case.objects.filter(pk=case.pk).update(
        target_date=datetime.now(tz=UTC).date() + timedelta(days=9)
    )
    answer = Client().get(feed_address(client))
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    events = events_of(answer.content.decode())
    assert f"{case.reference} 回答（目安）" in [event["SUMMARY"] for event in events]
    text = answer.content.decode()
    assert [word for word in ("花子", "hanako", user.email) if word in text] == []
    assert CalendarFeed.objects.get().read_at is not None


def test_secret_is_kept_as_a_hash_only(client: Client, case: Case) -> None:
    open_console(client, "reviewer")
    token = feed_address(client).split("/")[-1].removesuffix(".ics")
    feed = CalendarFeed.objects.get()
    assert feed.token_hash == token_hash(token)
    assert token not in str(list(CalendarFeed.objects.values_list()))
    assert token not in client.get(PAGE).content.decode()


def test_new_address_ends_the_old_and_revoking_ends_both(client: Client, case: Case) -> None:
    open_console(client, "reviewer")
    first = feed_address(client)
    second = feed_address(client)
    assert [Client().get(address).status_code for address in (first, second)] == [404, 200]
    client.post(FEED, {"revoke": "1"})
    assert Client().get(second).status_code == 404


def test_feed_ends_with_the_account_and_with_the_role(client: Client, case: Case) -> None:
    user = open_console(client, "reviewer")
    address = feed_address(client)
    user.groups.clear()
    assert Client().get(address).status_code == 404
    user = User.objects.get(pk=user.pk)
    user.groups.set(make_staff("reviewer", email="r2@milly.example").groups.all())
    assert Client().get(address).status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert Client().get(address).status_code == 404


def test_unchanged_feed_is_not_sent_again(client: Client, case: Case) -> None:
    open_console(client, "reviewer")
    address = feed_address(client)
    etag = Client().get(address)["ETag"]
    again = Client().get(address, headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    file_disclosure(make_requester("taro@mail.example"), now=datetime.now(tz=UTC))
    assert Client().get(address, headers={"if-none-match": etag}).status_code == 200


def test_unknown_secret_is_not_found(client: Client, case: Case) -> None:
    assert client.get("/desk-calendar/abc.ics").status_code == 404
    assert client.post("/desk-calendar/abc.ics").status_code == 405


def test_finance_has_no_calendar(client: Client, case: Case) -> None:
    user = open_console(client, "finance")
    assert (client.get(PAGE).status_code, client.post(FEED).status_code) == (403, 403)
    with pytest.raises(UnableToMakeFeed):
        make_feed(actor=actor_of(user), now=NOW)
    assert duties_between(date(2026, 4, 1), date(2026, 5, 1), actor=actor_of(user)) == []

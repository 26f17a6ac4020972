"""The history of yes and no: in the words of the day."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import DataSubject
from accounts.selectors.ledgers import verify_ledgers
from accounts.services.data_subjects import match_member
from consent.models import ConsentItem
from consent.personal_data.holding import collect
from consent.selectors import histories
from consent.selectors.histories import history_of
from consent.services.consents import give_consent, withdraw_consent
from consent.services.member_consents import give_member_consent, withdraw_member_consent
from tests.consent.people import NOW, make_item, make_subject

pytestmark = pytest.mark.django_db
MEMBER = "M-000042"


def says_yes_and_no(subject: DataSubject, code: str = "LOCATION") -> None:
    give_consent(
        subject_id=subject.pk, item_code=code, text_version="1", language="ja", source="APP",
        now=timezone.now(),
    )  # fmt: skip
    withdraw_consent(
        subject_id=subject.pk, item_code=code, language="ja", source="APP", now=timezone.now()
    )


def rename(item: ConsentItem, *, ja: str, en: str) -> None:
    item.name_ja, item.name_en = ja, en
    item.save()


def test_history_names_an_item_as_it_was_called_when_the_person_decided() -> None:
    item, subject = make_item(), make_subject()
    says_yes_and_no(subject)
    rename(item, ja="現在地", en="Where you are")
    says_yes_and_no(subject)
    rename(item, ja="位置", en="Position")  # nobody has decided about this name
    named = {
        language: [line.name for line in history_of(subject_id=subject.pk, language=language)]
        for language in ("ja", "en")
    }
    assert named == {
        "ja": ["現在地", "現在地", "位置情報", "位置情報"],
        "en": ["Where you are", "Where you are", "Location", "Location"],
    }
    disclosed = [row["about_ja"] for part in collect(subject) for row in part.records]
    assert disclosed == ["位置情報", "位置情報", "現在地", "現在地"]


@pytest.mark.parametrize("number", [1, 3])
def test_history_takes_three_queries_however_many_items_and_names_there_were(
    number: int, django_assert_num_queries: Any
) -> None:
    subject = make_subject()
    for place in range(number):
        item = make_item(f"ITEM_{place}")
        says_yes_and_no(subject, item.code)
        rename(item, ja="別の名前", en="Another name")
        says_yes_and_no(subject, item.code)
    with django_assert_num_queries(3):
        lines = history_of(subject_id=subject.pk, language="ja")
    assert len(lines) == 4 * number


def service_says(code: str, hour: int, *, yes: bool = True) -> None:
    facts = {"member_id": MEMBER, "item_code": code, "language": "ja", "source": "APP"}
    now = NOW.replace(hour=hour)
    if yes:
        give_member_consent(**facts, text_version="1", now=now)
    else:
        withdraw_member_consent(**facts, now=now)


def came_after_the_service() -> DataSubject:
    """Own words on LOCATION are the last ones; of MAIL only the service knew, so it is carried."""
    subject = make_subject()
    for code in ("LOCATION", "MAIL"):
        make_item(code)
        service_says(code, 4)
    service_says("LOCATION", 5, yes=False)
    give_consent(
        subject_id=subject.pk, item_code="LOCATION", text_version="1", language="ja",
        source="PREFERENCE_CENTRE", now=NOW.replace(hour=6),
    )  # fmt: skip
    match_member(subject=subject, member_id=MEMBER, now=NOW.replace(hour=7))
    return subject


def test_history_and_disclosure_hold_what_was_said_before_the_person_came_each_once(
    django_assert_num_queries: Any,
) -> None:
    subject, other = came_after_the_service(), make_subject("taro@mail.example")
    with django_assert_num_queries(4):
        lines = history_of(subject_id=subject.pk, language="ja")
    said = [(line.at.hour, str(line.action), line.subject_id == subject.pk) for line in lines]
    assert said == [
        (6, "GIVEN", True),
        (5, "WITHDRAWN", False),
        (4, "GIVEN", True),  # of MAIL: it was carried
        (4, "GIVEN", False),
    ]
    disclosed = [(row["action"], row["source"]) for p in collect(subject) for row in p.records]
    assert disclosed == [
        ("GIVEN", "API:APP"), ("GIVEN", "API:APP"), ("WITHDRAWN", "API:APP"),
        ("GIVEN", "PREFERENCE_CENTRE"),
    ]  # fmt: skip
    assert history_of(subject_id=other.pk, language="ja") == []
    assert [row for part in collect(other) for row in part.records] == []
    assert [report.faults for report in verify_ledgers() if report.faults] == []


def test_page_shows_the_last_lines_of_all_chains(monkeypatch: pytest.MonkeyPatch) -> None:
    subject = came_after_the_service()
    monkeypatch.setattr(histories, "MOST", 2)
    lines = history_of(subject_id=subject.pk, language="ja")
    assert [line.at.hour for line in lines] == [6, 5]

"""The history of yes and no: in the words of the day."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import DataSubject
from consent.models import ConsentItem
from consent.personal_data.holding import collect
from consent.selectors.histories import history_of
from consent.services.consents import give_consent, withdraw_consent
from tests.consent.people import make_item, make_subject

pytestmark = pytest.mark.django_db


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

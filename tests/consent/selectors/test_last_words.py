"""A last word is found by its member as long as the person is that member."""

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.gateways.sealing import search_index, search_indexes
from accounts.services.data_subjects import ensure_member, match_member, shred_subject
from consent.models import ConsentState
from consent.selectors.last_words import LastWord, last_word, last_words
from consent.services.consents import give_consent, withdraw_consent
from tests.consent.people import NOW, make_item, make_subject

pytestmark = pytest.mark.django_db


def say(subject: uuid.UUID, item: str, *, given: bool) -> None:
    where: dict[str, Any] = {
        "subject_id": subject,
        "item_code": item,
        "language": "ja",
        "source": "TEST",
    }
    if given:
        give_consent(**where, text_version="1", now=NOW)
    else:
        withdraw_consent(**where, now=NOW)


def found(member: str, item: int) -> LastWord | None:
    return last_word(index=search_index("member_id", member), item=item)


def test_words_follow_the_member_to_the_person_and_leave_with_them() -> None:
    first, second = make_item("FIRST"), make_item("SECOND")
    made = ensure_member(member_id="M-1", now=NOW)
    say(made, "FIRST", given=True)
    person = make_subject()
    say(person.pk, "SECOND", given=False)
    assert found("M-1", first.pk) == LastWord("GIVEN", NOW, "1")
    assert found("M-1", second.pk) is None  # said by somebody who is no member yet
    match_member(subject=person, member_id="M-1", now=NOW)
    assert found("M-1", first.pk) == LastWord("GIVEN", NOW, "1")
    assert found("M-1", second.pk) == LastWord("WITHDRAWN", NOW, "1")
    say(person.pk, "FIRST", given=False)
    assert found("M-1", first.pk) == LastWord("WITHDRAWN", NOW, "1")
    say(other := ensure_member(member_id="M-2", now=NOW), "FIRST", given=True)
    shred_subject(subject_id=other, now=NOW)
    assert found("M-2", first.pk) is None
    keys = ConsentState.objects.values_list("subject_id", "member_key").order_by("item__code")
    key = uuid.UUID(bytes=search_index("member_id", "M-1")[:16])
    assert set(keys) == {(made, None), (person.pk, key), (other, None)}


def test_many_are_found_by_their_places() -> None:
    item = make_item()
    for member, given in (("M-1", True), ("M-2", False), ("M-4", True)):
        say(ensure_member(member_id=member, now=NOW), "LOCATION", given=given)
    indexes = search_indexes("member_id", ["M-4", "M-3", "M-2", "M-1"])
    words = last_words(indexes=indexes, item=item.pk)
    assert sorted((action or "", version, sorted(places)) for action, version, places in words) == [
        ("", "", [1]), ("GIVEN", "1", [0, 3]), ("WITHDRAWN", "1", [2]),
    ]  # fmt: skip
    assert list(last_words(indexes=indexes, item=item.pk + 1)) == [(None, "", [0, 1, 2, 3])]


def test_no_two_people_are_one_member() -> None:
    item = make_item()
    for member in ("M-1", "M-2"):
        say(ensure_member(member_id=member, now=NOW), "LOCATION", given=True)
    one, two = ConsentState.objects.filter(item=item)
    with pytest.raises(IntegrityError, match="one_last_word_per_member"), transaction.atomic():
        ConsentState.objects.filter(pk=two.pk).update(member_key=one.member_key)

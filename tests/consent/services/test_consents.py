"""Yes and no: what is recorded, what holds, and that the two never part."""

import itertools
import threading
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.selectors.ledgers import verify_ledgers
from consent.enums import ConsentAction, Verdict
from consent.models import ConsentEvent, ConsentItem, ConsentState, ConsentText
from consent.selectors.consents import check_consent, check_consents, switches
from consent.services.consents import (
    UnableToRecordConsent,
    give_consent,
    withdraw_consent,
    withdraw_everything,
)
from consent.services.texts import UnableToPublishText, publish_text
from tests.consent.people import NOW, TODAY, make_item, make_subject, publish_words

WHERE = {"language": "ja", "source": "PREFERENCE_CENTRE"}


def give(subject_id: uuid.UUID, code: str = "LOCATION", version: str = "1", at: Any = NOW) -> Any:
    return give_consent(
        subject_id=subject_id, item_code=code, text_version=version, now=at, **WHERE
    )


def withdraw(subject_id: uuid.UUID, code: str = "LOCATION", at: Any = NOW) -> Any:
    return withdraw_consent(subject_id=subject_id, item_code=code, now=at, **WHERE)


def fold() -> set[tuple[Any, ...]]:
    """The last word of everybody on everything, worked out from the ledger alone."""
    last: dict[tuple[Any, int], tuple[Any, ...]] = {}
    for event in ConsentEvent.objects.order_by("chain", "sequence"):
        row = (event.subject_id, event.item_id, event.action, event.text_version, event.at)
        last[event.subject_id, event.item_id] = (*row, event.sequence)
    return set(last.values())


def projection() -> set[tuple[Any, ...]]:
    return set(
        ConsentState.objects.values_list(
            "subject_id", "item_id", "action", "text_version", "since", "sequence"
        )
    )


@pytest.mark.django_db
def test_yes_records_text_hash_language_time_and_place() -> None:
    make_item()
    subject = make_subject()
    event = give(subject.pk)
    text = ConsentText.objects.get()
    assert (event.action, event.text_version, event.text_sha256, event.language, event.source) == (
        "GIVEN", "1", text.sha256, "ja", "PREFERENCE_CENTRE",
    )  # fmt: skip
    assert (event.at, event.chain, event.sequence) == (NOW, f"subject:{subject.pk}", 1)
    assert check_consent(subject_id=subject.pk, item_code="LOCATION", on=TODAY).allowed


@pytest.mark.django_db
def test_withdrawal_is_a_new_row_and_holds_at_once() -> None:
    make_item()
    subject = make_subject()
    give(subject.pk)
    withdraw(subject.pk, at=NOW + timedelta(seconds=1))
    answer = check_consent(subject_id=subject.pk, item_code="LOCATION", on=TODAY)
    assert (answer.verdict, answer.allowed) == (Verdict.WITHDRAWN, False)
    assert list(ConsentEvent.objects.order_by("sequence").values_list("action", flat=True)) == [
        "GIVEN", "WITHDRAWN",
    ]  # fmt: skip


@pytest.mark.django_db
def test_second_click_adds_nothing() -> None:
    make_item()
    subject = make_subject()
    assert give(subject.pk).pk == give(subject.pk).pk
    assert withdraw(subject.pk).pk == withdraw(subject.pk).pk
    assert ConsentEvent.objects.count() == 2


@pytest.mark.django_db
def test_no_before_any_yes_is_recorded() -> None:
    make_item()
    subject = make_subject()
    assert withdraw(subject.pk).text_version == "1"
    assert (
        check_consent(subject_id=subject.pk, item_code="LOCATION", on=TODAY).verdict
        == Verdict.WITHDRAWN
    )


@pytest.mark.django_db
def test_no_record_and_unknown_item_are_never_a_yes() -> None:
    make_item()
    subject = make_subject()
    assert (
        check_consent(subject_id=subject.pk, item_code="LOCATION", on=TODAY).verdict
        == Verdict.NO_RECORD
    )
    assert (
        check_consent(subject_id=subject.pk, item_code="X", on=TODAY).verdict
        == Verdict.UNKNOWN_ITEM
    )
    stranger = uuid.uuid4()
    assert not check_consent(subject_id=stranger, item_code="LOCATION", on=TODAY).allowed


@pytest.mark.django_db
def test_yes_to_words_that_are_not_in_force_is_refused() -> None:
    make_item()
    subject = make_subject()
    publish_words("LOCATION", "2", now=NOW + timedelta(days=1))
    with pytest.raises(UnableToRecordConsent) as refused:
        give(subject.pk, version="1", at=NOW + timedelta(days=2))
    assert refused.value.code == "OTHER_TEXT"
    assert not ConsentEvent.objects.exists()


@pytest.mark.django_db
def test_new_words_that_ask_again_end_an_earlier_yes_until_given_anew() -> None:
    make_item()
    subject = make_subject()
    give(subject.pk)
    later = NOW + timedelta(days=1)
    publish_words("LOCATION", "2", now=later)
    assert (
        check_consent(subject_id=subject.pk, item_code="LOCATION", on=TODAY).verdict
        == Verdict.GIVEN
    )
    publish_words("LOCATION", "3", now=later + timedelta(days=1), asks_again=True)
    publish_words("LOCATION", "4", now=later + timedelta(days=2))
    assert (
        check_consent(subject_id=subject.pk, item_code="LOCATION", on=TODAY).verdict
        == Verdict.ASK_AGAIN
    )
    give(subject.pk, version="4", at=later + timedelta(days=3))
    assert (
        check_consent(subject_id=subject.pk, item_code="LOCATION", on=TODAY).verdict
        == Verdict.GIVEN
    )
    assert [row.answer.verdict for row in switches(subject_id=subject.pk, on=TODAY)] == [
        Verdict.GIVEN
    ]


@pytest.mark.django_db
def test_prerequisite_ends_only_by_leaving() -> None:
    make_item(prerequisite=True)
    subject = make_subject()
    give(subject.pk)
    with pytest.raises(UnableToRecordConsent) as refused:
        withdraw(subject.pk)
    assert refused.value.code == "PREREQUISITE"
    assert check_consent(subject_id=subject.pk, item_code="LOCATION", on=TODAY).allowed


@pytest.mark.django_db
def test_leaving_ends_every_yes_once_and_touches_nobody_else() -> None:
    for code, prerequisite in (
        ("NEEDED", True),
        ("LOCATION", False),
        ("OLD", False),
        ("NO", False),
    ):
        make_item(code, prerequisite=prerequisite)
    subject, other = make_subject(), make_subject("taro@mail.example")
    for code in ("NEEDED", "LOCATION", "OLD"):
        give(subject.pk, code)
        give(other.pk, code)
    ConsentItem.objects.filter(code="OLD").update(active=False)
    publish_words("LOCATION", "2", now=NOW + timedelta(hours=1))
    later: dict[str, Any] = {"subject_id": subject.pk, "now": NOW + timedelta(hours=2)}
    ended = withdraw_everything(**later, language="ja", source="LEAVING")
    assert [(event.item.code, event.text_version) for event in ended] == [
        ("LOCATION", "1"), ("NEEDED", "1"), ("OLD", "1"),
    ]  # fmt: skip
    assert withdraw_everything(**later, language="ja", source="LEAVING") == []
    assert projection() == fold()
    assert not ConsentState.objects.filter(subject_id=subject.pk, action="GIVEN").exists()
    assert ConsentState.objects.filter(subject_id=other.pk, action="GIVEN").count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "source"), [("X", "HERE"), ("LOCATION", " ")])
def test_unknown_item_or_nameless_place_is_refused(code: str, source: str) -> None:
    make_item()
    subject = make_subject()
    with pytest.raises(UnableToRecordConsent):
        give_consent(subject_id=subject.pk, item_code=code, text_version="1", language="ja",
                     source=source, now=NOW)  # fmt: skip


@pytest.mark.django_db
def test_published_words_never_change() -> None:
    make_item()
    with pytest.raises(UnableToPublishText):
        publish_text(item_code="LOCATION", version="1", text_ja="別", text_en="other",
                     asks_again=False, now=NOW)  # fmt: skip
    for sql in ("UPDATE consent_consenttext SET text_ja='x'", "DELETE FROM consent_consenttext"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


@pytest.mark.django_db
def test_many_people_are_answered_with_six_queries(django_assert_num_queries: Any) -> None:
    make_item()
    people = [make_subject(f"p{number}@mail.example").pk for number in range(5)]
    give(people[0])
    withdraw(people[1])
    with django_assert_num_queries(6):
        found = check_consents(subject_ids=people, item_code="LOCATION", on=TODAY)
    assert [found[pk].verdict for pk in people] == [
        Verdict.GIVEN, Verdict.WITHDRAWN, *[Verdict.NO_RECORD] * 3,
    ]  # fmt: skip


class Projection(TestCase):
    """Whatever happens, and wherever it breaks off, the projection is the fold."""

    @settings(max_examples=30, deadline=None)
    @given(
        st.lists(
            st.tuples(st.integers(0, 2), st.sampled_from(["A", "B"]), st.booleans(), st.booleans()),
            max_size=25,
        )
    )
    def test_projection_is_the_fold_after_crashes(
        self, moves: list[tuple[int, str, bool, bool]]
    ) -> None:
        for code in ("A", "B"):
            make_item(code)
        people = [make_subject(f"p{number}@mail.example").pk for number in range(3)]
        for number, (person, code, yes, crashes) in enumerate(moves):
            at = NOW + timedelta(seconds=number)
            with transaction.atomic():
                if yes:
                    give(people[person], code, at=at)
                else:
                    withdraw(people[person], code, at=at)
                transaction.set_rollback(crashes)
            assert projection() == fold()


@pytest.mark.django_db(transaction=True)
def test_eight_parallel_toggles_of_one_person_leave_the_last_word() -> None:
    make_item()
    subject = make_subject()
    start = threading.Barrier(8)
    failures: list[BaseException] = []

    def toggle(number: int) -> None:
        try:
            start.wait()
            for turn in range(4):
                if (number + turn) % 2:
                    give(subject.pk)
                else:
                    withdraw(subject.pk)
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=toggle, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert projection() == fold()
    actions = list(ConsentEvent.objects.order_by("sequence").values_list("action", flat=True))
    assert all(a != b for a, b in itertools.pairwise(actions))
    assert set(actions) <= set(ConsentAction.values)
    assert [check.faults for check in verify_ledgers() if check.faults] == []

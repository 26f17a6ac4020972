"""Whose place a data subject took: said once, in no circle, and nothing readable stays behind."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.domain.actor import system_actor
from accounts.enums import AccessAction
from accounts.models import AccessRecord, DataKey, DataSubject, User
from accounts.personal_data.registry import collect_all, erase_category, holdings
from accounts.selectors.data_subjects import chains_of, former_subjects
from accounts.selectors.ledgers import verify_ledgers
from accounts.services.access_records import record_access
from accounts.services.data_subjects import (
    UnableToMatchMember,
    ensure_member,
    ensure_subject,
    match_member,
    match_person,
    new_subject,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
MEMBER = "M-000042"


def person(name: str = "hanako") -> DataSubject:
    return ensure_subject(user=User.objects.create_user(f"{name}@mail.example"), now=NOW)


def look(subject: DataSubject, reference: str) -> None:
    record_access(
        subject_id=subject.pk, action=AccessAction.VIEWED, object_kind="case",
        object_reference=reference, actor=system_actor("test"), now=NOW,
    )  # fmt: skip


def looks_of(subject: DataSubject) -> list[str]:
    return [
        str(record["reference"])
        for part in collect_all(subject)
        for record in part.records
        if part.category == "ACCESS_RECORDS"
    ]


def comes() -> tuple[DataSubject, DataSubject, DataSubject]:
    """The service named the member, a representative asked for them, then they came themselves."""
    made = DataSubject.objects.get(pk=ensure_member(member_id=MEMBER, now=NOW))
    look(made, "SERVICE")
    principal = new_subject(now=NOW)
    look(principal, "REPRESENTATIVE")
    match_member(subject=principal, member_id=MEMBER, now=NOW)
    own = person()
    look(own, "PERSON")
    match_person(subject=own, member_id=MEMBER, now=NOW)
    for subject in (made, principal, own):
        subject.refresh_from_db()
    return own, principal, made


def test_looks_from_before_the_person_came_are_told_to_them_and_to_nobody_else(
    django_assert_num_queries: Any,
) -> None:
    other = person("taro")
    look(other, "OTHER")
    own, principal, made = comes()
    assert (made.successor, principal.successor, own.successor) == (principal, own, None)
    with django_assert_num_queries(1):
        assert former_subjects(own.pk) == [principal.pk, made.pk]
    assert chains_of(other.pk) == [f"subject:{other.pk}"]
    assert looks_of(own) == ["SERVICE", "REPRESENTATIVE", "PERSON"]
    assert looks_of(other) == ["OTHER"]
    assert AccessRecord.objects.filter(chain=f"subject:{made.pk}").count() == 1  # as it was
    assert [report.faults for report in verify_ledgers() if report.faults] == []


def test_nothing_of_a_former_subject_can_be_read_or_found_and_its_proof_stays() -> None:
    own, principal, made = comes()
    for former in (principal, made):
        assert (former.member_id_index, former.member_id_sealed) == (None, None)
        key = DataKey.objects.get(pk=former.data_key_id)
        assert (bytes(key.wrapped), key.destroyed_at, former.erased_at) == (b"", NOW, NOW)
    assert DataKey.objects.get(pk=own.data_key_id).destroyed_at is None
    for category in {code for holding in holdings() for code in holding.erase}:
        assert [done.erased for done in erase_category(own, category, now=NOW) if done.erased] == []
    assert looks_of(own) == ["SERVICE", "REPRESENTATIVE", "PERSON"]


def test_former_subject_is_never_tied_again() -> None:
    _own, principal, _made = comes()
    with pytest.raises(UnableToMatchMember):
        match_member(subject=principal, member_id="M-000043", now=NOW)
    assert DataSubject.objects.get(pk=principal.pk).member_id_index is None


def test_refused_take_over_leaves_no_trace() -> None:
    first, second = person("first"), person("second")
    match_person(subject=first, member_id=MEMBER, now=NOW)
    with pytest.raises(UnableToMatchMember):
        match_person(subject=second, member_id=MEMBER, now=NOW)
    assert not DataSubject.objects.filter(successor__isnull=False).exists()
    assert DataKey.objects.get(pk=first.data_key_id).destroyed_at is None


def test_database_lets_a_place_be_taken_once_and_in_no_circle() -> None:
    own, principal, made = comes()
    loose, other = new_subject(now=NOW), person("taro")
    refused = (
        (made.pk, {"successor": own}),  # once said, it stays
        (made.pk, {"successor": None}),
        (own.pk, {"successor": made}),  # a circle; and made holds no place of its own
        (loose.pk, {"successor": loose}),
        (loose.pk, {"successor": principal}),
        (loose.pk, {"successor_id": "00000000-0000-4000-8000-000000000000"}),  # nobody
        (other.pk, {"successor": own}),  # somebody with an account
        (made.pk, {"user": User.objects.create_user("late@mail.example")}),
        (made.pk, {"member_id_index": b"x", "member_id_sealed": b"y"}),
    )
    for key, facts in refused:
        with pytest.raises(IntegrityError), transaction.atomic():
            DataSubject.objects.filter(pk=key).update(**facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        DataSubject.objects.create(data_key=own.data_key, created_at=NOW, successor=own)
    assert DataSubject.objects.filter(pk=loose.pk).update(successor=own) == 1

"""Data subjects: made when a person first files, matched to a member once verified."""

import uuid
from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction

from accounts.gateways.sealing import seal_text, search_index
from accounts.models import DataSubject, User
from accounts.services.data_keys import create_data_key, destroy_data_key
from accounts.services.members import make_member

_LOCK_MEMBER = "SELECT id FROM accounts_datasubject WHERE member_id_index = %s FOR UPDATE"
_carriers: list[Callable[[uuid.UUID, uuid.UUID], None]] = []


class UnableToMatchMember(Exception):
    """The member id already belongs to another data subject; a person must look."""


def carry_with_member(carry: Callable[[uuid.UUID, uuid.UUID], None]) -> None:
    """Register what an app does, called with (from, to), where a person takes a subject's place.

    Both are locked: what they say meanwhile comes after. It may refuse with UnableToMatchMember;
    then nothing has changed.
    """
    _carriers.append(carry)


@transaction.atomic
def ensure_subject(*, user: User, now: datetime) -> DataSubject:
    """The data subject of a signed-in person, made on first use."""
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    subject = DataSubject.objects.filter(user=user).select_related("data_key").first()
    if subject is None:
        subject = DataSubject.objects.create(
            user=user, data_key=create_data_key(now=now), created_at=now
        )
    return subject


def new_subject(*, now: datetime) -> DataSubject:
    """A data subject without an account: the principal of a representative's request."""
    return DataSubject.objects.create(data_key=create_data_key(now=now), created_at=now)


def ensure_member(*, member_id: str, now: datetime) -> uuid.UUID:
    """The data subject of a member the company's own service vouches for, made on first use.

    In the caller's transaction, and locked: nobody takes this subject's place before it ends.
    """
    index = search_index("member_id", member_id)
    while (known := _locked(index)) is None:  # or another request made them at the same moment
        make_member(member_id=member_id, now=now)
    return known


def _locked(index: bytes) -> uuid.UUID | None:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_MEMBER, [index])
        row = cursor.fetchone()
    return row[0] if row else None


@transaction.atomic
def match_member(*, subject: DataSubject, member_id: str, now: datetime) -> None:
    """Tie the subject to the company's member id after the person proved a contact on file.

    Takes the place of a subject that only a service made. Raises UnableToMatchMember when another
    subject is tied to it.
    """
    index = search_index("member_id", member_id)
    other = _other(index, subject)
    if other is not None and not other.made_by_service:
        raise UnableToMatchMember("This member is already matched to another data subject.")
    _tie(subject, other, index, member_id, now)


@transaction.atomic
def match_person(*, subject: DataSubject, member_id: str, now: datetime) -> None:
    """The same for the person themself: what others asked for them does not keep them out.

    Takes the place of every subject without an account: one that only a service made, and one for
    whom only representatives asked; their requests are about this subject from now on.

    Raises UnableToMatchMember when somebody with an account is tied to the member, or when who
    comes is the representative.
    """
    if subject.user_id is None:
        raise UnableToMatchMember("Nobody came: this data subject has no account.")
    index = search_index("member_id", member_id)
    _tie(subject, _other(index, subject), index, member_id, now)


def _other(index: bytes, subject: DataSubject) -> DataSubject | None:
    """The other subject that is tied to the member, locked. Raises where it has an account."""
    found = DataSubject.objects.filter(member_id_index=index).exclude(pk=subject.pk).first()
    if found is None:
        return None
    other = DataSubject.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if other.user_id is not None or other.member_id_index is None:
        raise UnableToMatchMember("This member is already matched to another data subject.")
    return other


def _tie(
    subject: DataSubject, other: DataSubject | None, index: bytes, member_id: str, now: datetime
) -> None:
    subject = DataSubject.objects.select_for_update(of=("self",)).get(pk=subject.pk)
    if subject.successor_id is not None:
        raise UnableToMatchMember("Somebody has taken the place of this data subject.")
    if other is not None:
        _take_place(other, subject, now)
    _write_member(subject, index, member_id)


def _write_member(subject: DataSubject, index: bytes, member_id: str) -> None:
    subject.member_id_index = index
    subject.member_id_sealed = seal_text(
        subject.data_key, member_id, context=f"accounts.datasubject.member_id:{subject.pk}"
    )
    subject.save(update_fields=["member_id_index", "member_id_sealed"])


def _take_place(other: DataSubject, subject: DataSubject, now: datetime) -> None:
    """Nothing that can be read stays with the other; its ledgers are this person's from now on."""
    other.member_id_sealed = other.member_id_index = None
    other.erased_at, other.successor = now, subject
    other.save(update_fields=["member_id_sealed", "member_id_index", "erased_at", "successor"])
    destroy_data_key(data_key_id=other.data_key_id, now=now)
    for carry in _carriers:
        carry(other.pk, subject.pk)


@transaction.atomic
def shred_subject(*, subject_id: uuid.UUID, now: datetime) -> None:
    """Forget who a data subject without an account is; the row stays, since ledgers name its id.

    The caller knows that nothing else is held about them.
    """
    subject = DataSubject.objects.select_for_update(of=("self",)).get(pk=subject_id)
    subject.member_id_sealed = subject.member_id_index = None
    subject.erased_at = now
    subject.save(update_fields=["member_id_sealed", "member_id_index", "erased_at"])
    destroy_data_key(data_key_id=subject.data_key_id, now=now)

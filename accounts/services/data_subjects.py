"""Data subjects: made when a person first files, matched to a member once verified."""

import uuid
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.gateways.sealing import seal_text, search_index
from accounts.models import DataSubject, User
from accounts.services.data_keys import create_data_key, destroy_data_key


class UnableToMatchMember(Exception):
    """The member id already belongs to another data subject; a person must look."""


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


@transaction.atomic
def ensure_member(*, member_id: str, now: datetime) -> uuid.UUID:
    """The data subject of a member the company's own service vouches for, made on first use."""
    index = search_index("member_id", member_id)
    known = DataSubject.objects.filter(member_id_index=index).values_list("pk", flat=True).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            subject = new_subject(now=now)
            match_member(subject=subject, member_id=member_id, now=now)
    except IntegrityError:  # made by another request at the same moment
        return DataSubject.objects.values_list("pk", flat=True).get(member_id_index=index)
    return subject.pk


@transaction.atomic
def match_member(*, subject: DataSubject, member_id: str, now: datetime) -> None:
    """Tie the subject to the company's member id after the person proved a contact on file.

    Raises UnableToMatchMember when another subject is tied to it.
    """
    index = search_index("member_id", member_id)
    if DataSubject.objects.filter(member_id_index=index).exclude(pk=subject.pk).exists():
        raise UnableToMatchMember("This member is already matched to another data subject.")
    locked = DataSubject.objects.select_for_update(of=("self",)).get(pk=subject.pk)
    locked.member_id_index = index
    locked.member_id_sealed = seal_text(
        locked.data_key, member_id, context=f"accounts.datasubject.member_id:{locked.pk}"
    )
    locked.save(update_fields=["member_id_index", "member_id_sealed"])


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

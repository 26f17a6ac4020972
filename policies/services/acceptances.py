"""Acceptance of a policy version: a row of the ledger, chained per person."""

import uuid
from datetime import datetime

from django.db import transaction

from accounts.domain.actor import Actor
from accounts.models import DataSubject
from policies.models import PolicyAcceptance, PolicyVersion


class UnableToRecordAcceptance(Exception):
    """The version cannot be accepted. `code`: UNKNOWN_VERSION, NOT_ANNOUNCED or OTHER_TEXT."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


@transaction.atomic
def record_acceptance(
    *,
    subject_id: uuid.UUID,
    number: str,
    language: str,
    source: str,
    actor: Actor,
    now: datetime,
    text_sha256: str = "",
) -> PolicyAcceptance:
    """Write down that a person said yes to a version. The same yes again writes nothing.

    Arguments:
        number: of the version; one announced already may be accepted before its day.
        language: "ja" or "en", in which the person read it.
        source: where, such as "PORTAL" or "API:<client>".
        text_sha256: of the text the person saw, where the caller knows it; another is refused.

    Raises:
        UnableToRecordAcceptance
        DataSubject.DoesNotExist: no such person.
    """
    subject = DataSubject.objects.select_for_update(of=("self",)).get(pk=subject_id)
    version = PolicyVersion.objects.filter(number=number).first()
    if version is None:
        raise UnableToRecordAcceptance("There is no such version.", code="UNKNOWN_VERSION")
    if version.announced_at > now:
        raise UnableToRecordAcceptance("It has not been announced yet.", code="NOT_ANNOUNCED")
    if text_sha256 and text_sha256 != version.sha256:
        raise UnableToRecordAcceptance("The text seen is another one.", code="OTHER_TEXT")
    existing = PolicyAcceptance.objects.filter(subject=subject, version=version).first()
    if existing is not None:
        return existing
    return PolicyAcceptance.objects.create(
        chain=f"subject:{subject.pk}",
        at=now,
        subject=subject,
        version=version,
        recorded_by_id=actor.user_id,
        source=source,
        language=language,
        text_sha256=version.sha256,
    )


@transaction.atomic
def carry_acceptances(from_id: uuid.UUID, to_id: uuid.UUID) -> None:
    """What a service recorded for a member becomes the person's own, as new rows of their chain.

    The rows keep their time and source; the old chain stays as it is.
    """
    known = PolicyAcceptance.objects.filter(subject_id=to_id).values("version_id")
    rows = PolicyAcceptance.objects.filter(subject_id=from_id).exclude(version_id__in=known)
    for row in rows.order_by("sequence"):
        PolicyAcceptance.objects.create(
            chain=f"subject:{to_id}",
            at=row.at,
            subject_id=to_id,
            version_id=row.version_id,
            recorded_by_id=row.recorded_by_id,
            source=row.source,
            language=row.language,
            text_sha256=row.text_sha256,
        )

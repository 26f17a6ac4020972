"""Acceptance of a policy version: a row of the ledger, chained per person."""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.domain.actor import Actor
from accounts.models import DataSubject
from policies.models import PolicyAcceptance, PolicyVersion

_tellers: list[Callable[[], None]] = []


class UnableToRecordAcceptance(Exception):
    """The version cannot be accepted. `code`: UNKNOWN_VERSION, NOT_ANNOUNCED or OTHER_TEXT."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


def tell_of_acceptances(tell: Callable[[], None]) -> None:
    """Register what an app does, in its transaction, whenever acceptances were recorded."""
    _tellers.append(tell)


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
    """Write down that a person said yes to a version and to what is new in it.

    The same yes again writes nothing. It is no yes to what an earlier version brought.

    Arguments:
        number: of the version; one announced already may be accepted before its day.
        language: "ja" or "en", in which the person read it.
        source: where, such as "PORTAL" or "API:<client>".
        text_sha256: of the text the person saw, where the caller knows it; another is refused.

    Raises:
        UnableToRecordAcceptance
        DataSubject.DoesNotExist: no such person.
    """
    facts = {"language": language, "source": source, "joined": None}
    return _record(subject_id, number, text_sha256, facts, actor, now)


def record_joining(
    *,
    subject_id: uuid.UUID,
    number: str,
    language: str,
    source: str,
    actor: Actor,
    now: datetime,
    text_sha256: str = "",
) -> PolicyAcceptance:
    """Write down that a person accepted a whole text on joining the service.

    So they accepted what earlier versions had brought as well. Only for somebody who registers:
    a member who is shown a revision says yes by `record_acceptance`. Whoever said yes to the
    version before and joins under it (once more) gets a row of its own. Arguments and failures as
    there.
    """
    facts = {"language": language, "source": source, "joined": True}
    return _record(subject_id, number, text_sha256, facts, actor, now)


@transaction.atomic
def _record(
    subject_id: uuid.UUID,
    number: str,
    text_sha256: str,
    facts: Mapping[str, Any],
    actor: Actor,
    now: datetime,
) -> PolicyAcceptance:
    subject = DataSubject.objects.select_for_update(of=("self",)).get(pk=subject_id)
    version = PolicyVersion.objects.filter(number=number).first()
    if version is None:
        raise UnableToRecordAcceptance("There is no such version.", code="UNKNOWN_VERSION")
    if version.announced_at > now:
        raise UnableToRecordAcceptance("It has not been announced yet.", code="NOT_ANNOUNCED")
    if text_sha256 and text_sha256 != version.sha256:
        raise UnableToRecordAcceptance("The text seen is another one.", code="OTHER_TEXT")
    said = PolicyAcceptance.objects.filter(subject=subject, version=version).order_by("sequence")
    existing = (said.filter(joined=True) if facts["joined"] else said).first()
    if existing is not None:
        return existing
    row = PolicyAcceptance.objects.create(
        chain=f"subject:{subject.pk}",
        at=now,
        subject=subject,
        version=version,
        recorded_by_id=actor.user_id,
        text_sha256=version.sha256,
        **facts,
    )
    tell_recorded()
    return row


@transaction.atomic
def carry_acceptances(from_id: uuid.UUID, to_id: uuid.UUID) -> None:
    """What a service recorded for a member becomes the person's own, as new rows of their chain.

    The rows keep their time and source; the old chain stays as it is.
    """
    own = PolicyAcceptance.objects.filter(subject_id=to_id)
    joined = own.filter(joined=True)
    carried = (
        PolicyAcceptance.objects.filter(subject_id=from_id)
        .exclude(joined=None, version_id__in=own.values("version_id"))
        .exclude(joined=True, version_id__in=joined.values("version_id"))
        .order_by("sequence")
    )
    for row in list(carried):
        PolicyAcceptance.objects.create(
            chain=f"subject:{to_id}",
            at=row.at,
            subject_id=to_id,
            version_id=row.version_id,
            recorded_by_id=row.recorded_by_id,
            source=row.source,
            language=row.language,
            text_sha256=row.text_sha256,
            joined=row.joined,
        )
    tell_recorded()


def tell_recorded() -> None:
    """Do what was registered, within the transaction that recorded acceptances."""
    for tell in _tellers:
        tell()

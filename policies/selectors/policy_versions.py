"""Which policy governs whom, and what they still have to be asked (policy Art 13)."""

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from operator import attrgetter

from django.db.models import QuerySet

from accounts.models import DataSubject
from policies.domain.calendar import JST
from policies.enums import PolicyDocument
from policies.models import PolicyAcceptance, PolicyVersion

PRIVACY_POLICY = PolicyDocument.PRIVACY_POLICY
_ASKED = (
    "pk", "number", "document", "requires_consent", "announced_at", "effective_from", "introduces",
)  # fmt: skip


class PolicyMissing(LookupError):
    """No policy version is in force."""


@dataclass(frozen=True)
class Barrier:
    """A version that keeps off what it brought: not accepted, or accepted before its day."""

    version: PolicyVersion
    accepted: bool


def governing_version(
    subject: DataSubject, *, on: date, document: PolicyDocument | str = PRIVACY_POLICY
) -> PolicyVersion:
    """The version that governs `subject` on a JST date. Raises PolicyMissing.

    A version that requires consent governs only those who had accepted it by the end of that day;
    others keep the last one that needed none, or that they accepted.
    """
    accepted = _accepted(subject, on=on)
    versions = list(effective_versions(on=on, document=document).only(*_ASKED))
    for version in versions:
        if not version.requires_consent or version.pk in accepted:
            return version
    if versions:  # nobody can be governed by nothing: the first text applies
        return versions[-1]
    raise PolicyMissing("No policy version is in force. Run manage.py seed_policies.")


def effective_versions(
    *, on: date, document: PolicyDocument | str = PRIVACY_POLICY
) -> QuerySet[PolicyVersion]:
    """Versions in force on a JST date, the newest first."""
    return PolicyVersion.objects.filter(document=document, effective_from__lte=on).order_by(
        "-effective_from", "-requires_consent", "-pk"
    )


def announced_versions(
    *, on: date, document: PolicyDocument | str = PRIVACY_POLICY
) -> QuerySet[PolicyVersion]:
    """Versions announced by the end of a JST date, in force or not, the newest first."""
    return PolicyVersion.objects.filter(document=document, announced_at__lt=_end_of(on)).order_by(
        "-effective_from", "-requires_consent", "-pk"
    )


def versions_to_accept(
    subject: DataSubject, *, on: date, document: PolicyDocument | str = PRIVACY_POLICY
) -> list[PolicyVersion]:
    """Announced versions that need this person's consent and have not had it, the newest first.

    A yes to a later version is no yes to what an earlier one brought; only a person who joined
    under a text accepted the whole of it: not what was announced after that text, though, however
    soon it takes effect.
    """
    accepted = _accepted(subject, on=on)
    joined = {pk for pk, whole in accepted.items() if whole}
    announced = announced_versions(on=on, document=document).only(*_ASKED)
    return [
        version
        for version in _not_joined_under(announced, joined)
        if version.requires_consent and version.pk not in accepted
    ]


def reconsent_required(
    subject: DataSubject, *, on: date, document: PolicyDocument | str = PRIVACY_POLICY
) -> bool:
    """Whether a version announced by a JST date waits for this person's consent."""
    return bool(versions_to_accept(subject, on=on, document=document))


def blocked_matters(subject: DataSubject, *, on: date) -> frozenset[str]:
    """What is new in versions this person has not consented to: it must not be done with them.

    Codes of policies.domain.matters, over all documents. A version announced but not yet in force
    blocks as well: what it brings begins on its day at the earliest.
    """
    barriers = barriers_of([subject.pk], on=on)[subject.pk]
    return frozenset(matter for barrier in barriers for matter in barrier.version.introduces)


def barriers_of(
    subject_ids: Collection[uuid.UUID], *, on: date
) -> Mapping[uuid.UUID, list[Barrier]]:
    """The versions behind blocked_matters, for many people at once. Two queries."""
    announced = PolicyVersion.objects.filter(announced_at__lt=_end_of(on)).only(*_ASKED)
    versions = list(announced.order_by("document", "-effective_from", "-requires_consent", "-pk"))
    accepted: dict[uuid.UUID, dict[int, bool]] = {pk: {} for pk in subject_ids}
    rows = PolicyAcceptance.objects.filter(subject_id__in=subject_ids, at__lt=_end_of(on))
    for pk, version, joined in rows.values_list("subject_id", "version_id", "joined"):
        accepted[pk][version] = joined is True or accepted[pk].get(version, False)
    return {pk: list(_barriers(versions, accepted[pk], on)) for pk in subject_ids}


def _barriers(
    versions: Collection[PolicyVersion], accepted: Mapping[int, bool], on: date
) -> Iterator[Barrier]:
    """Of versions by document, the newest first; `accepted` tells who joined under which."""
    in_force = {version.pk for version in versions if version.effective_from <= on}
    joined = {pk for pk, whole in accepted.items() if whole} & in_force
    for _document, own in groupby(versions, attrgetter("document")):
        for version in _not_joined_under(own, joined):
            if version.requires_consent and version.pk not in accepted.keys() & in_force:
                yield Barrier(version, accepted=version.pk in accepted)


def _not_joined_under(
    versions: Iterable[PolicyVersion], joined: Collection[int]
) -> Iterator[PolicyVersion]:
    """Of one document's versions, the newest first, those in no text the person joined under.

    Who joins accepts that text and all that was announced until it was, taking effect no later.
    """
    whole: datetime | None = None  # when the last of those texts was announced
    for version in versions:
        if version.pk in joined:
            whole = max(whole or version.announced_at, version.announced_at)
        if whole is None or whole < version.announced_at:
            yield version


def newest_version(
    *, on: date, document: PolicyDocument | str = PRIVACY_POLICY
) -> PolicyVersion | None:
    """The whole text in force on a JST date: what somebody who joins that day accepts."""
    return effective_versions(on=on, document=document).first()


def _accepted(subject: DataSubject, *, on: date) -> dict[int, bool]:
    """Accepted versions by primary key, and whether the person joined under them."""
    rows = PolicyAcceptance.objects.filter(subject=subject, at__lt=_end_of(on))
    accepted: dict[int, bool] = {}
    for version, joined in rows.values_list("version_id", "joined"):
        accepted[version] = joined is True or accepted.get(version, False)
    return accepted


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), JST)

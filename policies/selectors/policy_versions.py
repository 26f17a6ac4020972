"""Which policy governs whom, and what they still have to be asked (policy Art 13)."""

from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet

from accounts.models import DataSubject
from policies.domain.calendar import JST
from policies.enums import PolicyDocument
from policies.models import PolicyAcceptance, PolicyVersion

PRIVACY_POLICY = PolicyDocument.PRIVACY_POLICY
_ASKED = ("pk", "number", "document", "requires_consent", "effective_from", "introduces")


class PolicyMissing(LookupError):
    """No policy version is in force."""


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
    under a text accepted the whole of it.
    """
    accepted = _accepted(subject, on=on)
    waiting: list[PolicyVersion] = []
    for version in announced_versions(on=on, document=document).only(*_ASKED):
        if accepted.get(version.pk):
            break
        if version.requires_consent and version.pk not in accepted:
            waiting.append(version)
    return waiting


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
    blocked: set[str] = set()
    for document in PolicyDocument:
        accepted = _accepted(subject, on=on)
        for version in announced_versions(on=on, document=document).only(*_ASKED):
            in_force = version.effective_from <= on
            if accepted.get(version.pk) and in_force:
                break
            if version.requires_consent and not (version.pk in accepted and in_force):
                blocked.update(version.introduces)
    return frozenset(blocked)


def _accepted(subject: DataSubject, *, on: date) -> dict[int, bool]:
    """Accepted versions by primary key, and whether the person joined under them."""
    rows = PolicyAcceptance.objects.filter(subject=subject, at__lt=_end_of(on))
    return {version: joined is True for version, joined in rows.values_list("version", "joined")}


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), JST)

"""Policies as the public reads them: the one in force, every one there ever was, what changed."""

from dataclasses import dataclass
from datetime import date, datetime

from accounts.domain.clock import jst_date
from accounts.models import DataSubject, User
from policies.enums import PolicyDocument
from policies.models import PolicyAcceptance, PolicyVersion
from policies.selectors.matters import names_of
from policies.selectors.policy_changes import version_before
from policies.selectors.policy_versions import (
    PolicyMissing,
    barriers_of,
    governing_version,
    newest_version,
    versions_to_accept,
)


@dataclass(frozen=True)
class VersionPage:
    """One version in the reader's language."""

    version: PolicyVersion
    text: str
    summary: str
    new: list[str]
    older: PolicyVersion | None
    in_force: bool
    coming: bool


@dataclass(frozen=True)
class Standing:
    """How a version stands with the person who reads it.

    `join_under`: the version in force, where it is a first text for this person: their account was
    made on its day or later and they never accepted anything. `joining_brings`: what is new in it
    and in the versions before, by name.
    """

    governing: PolicyVersion | None
    accepted_at: datetime | None
    joined: bool
    may_accept: bool
    join_under: PolicyVersion | None
    joining_brings: list[str]


def in_force(document: PolicyDocument, *, on: date) -> PolicyVersion | None:
    """The newest version in force on a JST date."""
    return newest_version(on=on, document=document)


def coming(document: PolicyDocument, *, now: datetime, on: date) -> list[PolicyVersion]:
    """Versions announced already and not yet in force, the next one first."""
    announced = PolicyVersion.objects.filter(
        document=document, announced_at__lte=now, effective_from__gt=on
    )
    return list(announced.order_by("effective_from", "pk"))


def archive(document: PolicyDocument, *, now: datetime) -> list[PolicyVersion]:
    """Every version ever announced, the newest first."""
    announced = PolicyVersion.objects.filter(document=document, announced_at__lte=now)
    return list(
        announced.defer("text_ja", "text_en").order_by(
            "-effective_from", "-requires_consent", "-pk"
        )
    )


def announced_version(number: str, *, now: datetime) -> PolicyVersion | None:
    """One version by its number, once announced."""
    return PolicyVersion.objects.filter(number=number, announced_at__lte=now).first()


def version_page(version: PolicyVersion, *, on: date, language: str) -> VersionPage:
    """What its page says."""
    lang = "en" if language == "en" else "ja"
    newest = in_force(PolicyDocument(version.document), on=on)
    return VersionPage(
        version=version,
        text=getattr(version, f"text_{lang}"),
        summary=getattr(version, f"summary_{lang}"),
        new=names_of(version.introduces, lang),
        older=version_before(version),
        in_force=newest == version,
        coming=version.effective_from > on,
    )


def standing(version: PolicyVersion, *, user: User, on: date, language: str) -> Standing:
    """What this version is to a signed-in person."""
    subject = DataSubject.objects.filter(user=user).first() or DataSubject()
    mine = PolicyAcceptance.objects.filter(subject=subject, version=version)
    first = mine.order_by("sequence").first()
    try:
        governing = governing_version(subject, on=on, document=version.document)
    except PolicyMissing:
        governing = None
    join_under = joinable_version(PolicyDocument(version.document), user=user, on=on)
    brings = _brought_by_joining(join_under, subject, on=on) if join_under else set()
    return Standing(
        governing=governing,
        accepted_at=first.at if first else None,
        joined=mine.filter(joined=True).exists(),
        may_accept=version in versions_to_accept(subject, on=on, document=version.document),
        join_under=join_under,
        joining_brings=names_of(sorted(brings), "en" if language == "en" else "ja"),
    )


def _brought_by_joining(text: PolicyVersion, subject: DataSubject, *, on: date) -> set[str]:
    """What waits for this person's consent and is accepted with the whole text."""
    return {
        matter
        for barrier in barriers_of([subject.pk], on=on)[subject.pk]
        if barrier.version.document == text.document
        and barrier.version.effective_from <= on
        and barrier.version.announced_at <= text.announced_at
        for matter in barrier.version.introduces
    }


def joinable_version(document: PolicyDocument, *, user: User, on: date) -> PolicyVersion | None:
    """The text a person accepts who joins now; None for whoever was here before it.

    Who had an account before its day, or proved to be a member, joined under an earlier text and is
    asked about what is new. Who accepted a version of this document has joined already.
    """
    newest = newest_version(on=on, document=document)
    if newest is None or jst_date(user.date_joined) < newest.effective_from:
        return None
    accepted = PolicyAcceptance.objects.filter(subject__user=user, version__document=document)
    members = DataSubject.objects.filter(user=user, member_id_index__isnull=False)
    return None if accepted.exists() or members.exists() else newest

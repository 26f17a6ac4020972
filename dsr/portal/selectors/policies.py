"""Policies as the public reads them: the one in force, every one there ever was, what changed."""

from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import DataSubject
from policies.enums import PolicyDocument
from policies.models import PolicyAcceptance, PolicyVersion
from policies.selectors.matters import names_of
from policies.selectors.policy_changes import version_before
from policies.selectors.policy_versions import PolicyMissing, effective_versions, governing_version


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
    """How a version stands with the person who reads it."""

    governing: PolicyVersion | None
    accepted_at: datetime | None
    may_accept: bool


def in_force(document: PolicyDocument, *, on: date) -> PolicyVersion | None:
    """The newest version in force on a JST date."""
    return effective_versions(on=on, document=document).first()


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


def standing(version: PolicyVersion, *, user_id: int, on: date) -> Standing:
    """What this version is to a signed-in person."""
    subject = DataSubject.objects.filter(user_id=user_id).first()
    mine = PolicyAcceptance.objects.filter(subject__user_id=user_id, version=version).first()
    try:
        governing = (
            governing_version(subject, on=on, document=version.document) if subject else None
        )
    except PolicyMissing:
        governing = None
    return Standing(
        governing=governing,
        accepted_at=mine.at if mine else None,
        may_accept=version.requires_consent and mine is None,
    )

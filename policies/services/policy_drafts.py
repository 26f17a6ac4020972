"""Drafts of policies: some write, another publishes; then the text stands for ever."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.domain.actor import Actor
from policies.domain.article_lint import lint_policy
from policies.domain.calendar import jst_date
from policies.domain.digest import text_digest
from policies.domain.matters import is_matter, is_number
from policies.enums import DraftStatus, DraftStep, PolicyDocument, RevisionNature
from policies.models import PolicyDraft, PolicyDraftEvent, PolicyVersion
from policies.selectors.organisations import organisation
from policies.services.policy_announcements import begin_announcement

ADD, CHANGE = "policies.add_policydraft", "policies.change_policydraft"
PUBLISH = "policies.publish_policy"
FACTS = (
    "document", "number", "text_ja", "text_en", "summary_ja", "summary_en", "nature",
    "consent_triggers", "introduces", "effective_from",
)  # fmt: skip
WRITING = (DraftStep.WROTE, DraftStep.SPLIT)


class UnableToDraftPolicy(Exception):
    """The draft stays as it is. `code` says why; the console has words for each."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


@transaction.atomic
def start_draft(*, facts: Mapping[str, Any], actor: Actor, now: datetime) -> PolicyDraft:
    """Begin a draft. `facts`: all of FACTS. Raises UnableToDraftPolicy."""
    _permit(actor, ADD)
    _check_number(str(facts["number"]), but=None)
    draft = PolicyDraft.objects.create(created_at=now, **_known(facts))
    _record(draft, DraftStep.WROTE, actor=actor, now=now)
    return draft


@transaction.atomic
def write_draft(
    *, draft_id: int, facts: Mapping[str, Any], seen: int, actor: Actor, now: datetime
) -> PolicyDraft:
    """Change what a draft says. `seen`: the revision the person had before them."""
    _permit(actor, CHANGE)
    draft = _locked(draft_id, seen, DraftStatus.DRAFTING)
    _check_number(str(facts.get("number", draft.number)), but=draft.pk)
    for name, value in _known(facts).items():
        setattr(draft, name, value)
    _step(draft, DraftStep.WROTE, actor=actor, now=now)
    return draft


@transaction.atomic
def submit_draft(*, draft_id: int, seen: int, actor: Actor, now: datetime) -> PolicyDraft:
    """Hand a sound draft to a second person."""
    _permit(actor, CHANGE)
    draft = _locked(draft_id, seen, DraftStatus.DRAFTING)
    check_draft(draft, now=now)
    draft.status = DraftStatus.SUBMITTED
    _step(draft, DraftStep.SUBMITTED, actor=actor, now=now)
    return draft


@transaction.atomic
def return_draft(
    *, draft_id: int, seen: int, reason: str, actor: Actor, now: datetime
) -> PolicyDraft:
    """Give a draft back to those who write, with the reason."""
    _permit(actor, PUBLISH)
    draft = _locked(draft_id, seen, DraftStatus.SUBMITTED)
    draft.status = DraftStatus.DRAFTING
    _step(draft, DraftStep.RETURNED, actor=actor, now=now, reason=reason)
    return draft


@transaction.atomic
def discard_draft(
    *, draft_id: int, seen: int, reason: str, actor: Actor, now: datetime
) -> PolicyDraft:
    """Give a draft up; it stays to be read."""
    _permit(actor, CHANGE)
    draft = _locked(draft_id, seen, DraftStatus.DRAFTING)
    draft.status = DraftStatus.DISCARDED
    _step(draft, DraftStep.DISCARDED, actor=actor, now=now, reason=reason)
    return draft


@transaction.atomic
def split_draft(*, draft_id: int, seen: int, actor: Actor, now: datetime) -> PolicyDraft:
    """Split a mixed revision: this draft keeps what needs notice only, a second one the rest.

    Both begin with the whole text. The first is then cut to its part; the second keeps both parts,
    since it alone governs those who accept it. Answers the second one.
    """
    _permit(actor, CHANGE)
    draft = _locked(draft_id, seen, DraftStatus.DRAFTING)
    if draft.nature != RevisionNature.MIXED:
        raise UnableToDraftPolicy("Only a mixed revision is split.", code="NOT_MIXED")
    number = f"{draft.number[:18]}-B"
    _check_number(number, but=None)
    facts = {name: getattr(draft, name) for name in FACTS}
    second = PolicyDraft.objects.create(
        **{**facts, "number": number, "nature": RevisionNature.NEEDS_CONSENT}, created_at=now
    )
    draft.nature, draft.consent_triggers, draft.introduces = RevisionNature.NOTICE_ONLY, [], []
    authors = draft.events.filter(step__in=WRITING).order_by("pk")
    for event in authors:  # whoever wrote the words publishes neither half
        PolicyDraftEvent.objects.create(
            draft=second, step=DraftStep.SPLIT, at=now, by_id=event.by_id, sha256=event.sha256
        )
    _step(draft, DraftStep.SPLIT, actor=actor, now=now)
    _record(second, DraftStep.SPLIT, actor=actor, now=now)
    return second


@transaction.atomic
def publish_draft(
    *, draft_id: int, seen: int, alone_reason: str, actor: Actor, now: datetime
) -> PolicyVersion:
    """Publish and announce what a second person has read. It can never be changed again.

    Arguments:
        alone_reason: why, where a company of one publishes its own draft; "" otherwise.
    """
    _permit(actor, PUBLISH)
    draft = _locked(draft_id, seen, DraftStatus.SUBMITTED)
    check_draft(draft, now=now)
    _check_two_people(draft, alone_reason, actor)
    version = PolicyVersion.objects.create(
        document=draft.document,
        number=draft.number,
        text_ja=draft.text_ja,
        text_en=draft.text_en,
        summary_ja=draft.summary_ja,
        summary_en=draft.summary_en,
        requires_consent=draft.nature == RevisionNature.NEEDS_CONSENT,
        consent_triggers=draft.consent_triggers,
        introduces=draft.introduces,
        announced_at=now,
        effective_from=draft.effective_from,
        published_at=now,
        published_by_id=actor.user_id,
        sha256=text_digest(draft.text_ja, draft.text_en),
    )
    draft.status, draft.version = DraftStatus.PUBLISHED, version
    _step(draft, DraftStep.PUBLISHED, actor=actor, now=now, reason=alone_reason)
    begin_announcement(version=version, now=now)
    return version


def check_draft(draft: PolicyDraft, *, now: datetime) -> None:
    """Raise UnableToDraftPolicy for what keeps a draft from being published."""
    for code, message in draft_faults(draft, now=now):
        raise UnableToDraftPolicy(message, code=code)


def draft_faults(draft: PolicyDraft, *, now: datetime) -> Iterator[tuple[str, str]]:
    """Everything that keeps a draft from being published: code and message."""
    if PolicyVersion.objects.filter(number=draft.number).exists():
        yield "NUMBER_TAKEN", "The number is taken."
    if lint_policy(draft.text_ja, draft.text_en):
        yield "REFERENCES", "It cites what is not there."
    if draft.effective_from <= jst_date(now):
        yield "TOO_SOON", "Announced before it takes effect."
    if draft.nature == RevisionNature.MIXED:
        yield "MIXED", "A mixed revision is split in two."
    else:
        yield from _faults_of_nature(draft)
    if draft.nature == RevisionNature.NOTICE_ONLY and _needs_consent_elsewhere(draft):
        yield "NOT_CUT", "What needs consent is still in it."


def _needs_consent_elsewhere(draft: PolicyDraft) -> bool:
    """Whether the same words wait for consent in another draft: then nothing was cut out here."""
    others = PolicyDraft.objects.filter(
        document=draft.document, nature=RevisionNature.NEEDS_CONSENT
    ).exclude(status=DraftStatus.DISCARDED)
    same = Q(text_ja=draft.text_ja) | Q(text_en=draft.text_en)
    return others.filter(same, effective_from__gte=draft.effective_from).exists()


def _faults_of_nature(draft: PolicyDraft) -> Iterator[tuple[str, str]]:
    needs_consent = draft.nature == RevisionNature.NEEDS_CONSENT
    if needs_consent != bool(draft.consent_triggers):
        yield "TRIGGERS", "Consent and its ground go together."
    named = bool(draft.introduces) or draft.document == PolicyDocument.TERMS
    if (needs_consent and not named) or not all(map(is_matter, draft.introduces)):
        yield "WHAT_IS_NEW", "Say what is new."


def authors_of(draft: PolicyDraft) -> set[int | None]:
    """Who wrote in it, and so does not publish it: their user ids."""
    return set(draft.events.filter(step__in=WRITING).values_list("by_id", flat=True))


def _check_two_people(draft: PolicyDraft, alone_reason: str, actor: Actor) -> None:
    if actor.user_id not in authors_of(draft):
        return
    if not organisation().works_alone:
        raise UnableToDraftPolicy("Who drafts does not publish.", code="OWN_DRAFT")
    if not alone_reason.strip():
        raise UnableToDraftPolicy("Working alone needs a reason.", code="REASON_MISSING")


def _permit(actor: Actor, permission: str) -> None:
    if not actor.may(permission):
        raise UnableToDraftPolicy(f"Needs {permission}.", code="NOT_PERMITTED")


def _check_number(number: str, *, but: int | None) -> None:
    if not is_number(number):
        raise UnableToDraftPolicy("A number is part of an address.", code="BAD_NUMBER")
    others = PolicyDraft.objects.filter(
        number=number, status__in=[DraftStatus.DRAFTING, DraftStatus.SUBMITTED]
    )
    if but is not None:
        others = others.exclude(pk=but)
    published = PolicyVersion.objects.filter(number=number)
    if others.exists() or published.exists():
        raise UnableToDraftPolicy("The number is taken.", code="NUMBER_TAKEN")


def _locked(draft_id: int, seen: int, status: DraftStatus) -> PolicyDraft:
    draft = PolicyDraft.objects.select_for_update(of=("self",)).get(pk=draft_id)
    if draft.status != status:
        raise UnableToDraftPolicy(f"The draft is {draft.status}.", code="WRONG_STATUS")
    if draft.revision != seen:
        raise UnableToDraftPolicy("Somebody changed it meanwhile.", code="STALE")
    return draft


def _known(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: facts[name] for name in FACTS if name in facts}


def _step(
    draft: PolicyDraft, step: DraftStep, *, actor: Actor, now: datetime, reason: str = ""
) -> None:
    draft.revision += 1
    draft.save()
    _record(draft, step, actor=actor, now=now, reason=reason)


def _record(
    draft: PolicyDraft, step: DraftStep, *, actor: Actor, now: datetime, reason: str = ""
) -> None:
    PolicyDraftEvent.objects.create(
        draft=draft, step=step, at=now, by_id=actor.user_id, reason=reason.strip(),
        sha256=text_digest(draft.text_ja, draft.text_en),
    )  # fmt: skip

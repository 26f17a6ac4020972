"""The reviewer's decision; where a field differs, two people (SECURITY 6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.domain.actor import STAFF, Actor
from dsr.cases.enums import Gate, RequesterKind
from dsr.cases.models import Case
from dsr.cases.services.gates import fail_identity, pass_identity
from dsr.cases.services.notes import keep_reason
from dsr.identity.domain.documents import RULES, enough, is_expired, is_too_old
from dsr.identity.enums import (
    WAITING,
    Attribute,
    CheckStatus,
    DocumentClass,
    MatchResult,
    Whose,
)
from dsr.identity.models import AuthorityDocument, IdentityCheck
from dsr.identity.services.documents import wanted_from
from dsr.identity.services.member_ties import tie_member, would_retie
from dsr.identity.services.purge_dates import bring_deletion_forward
from policies.domain.calendar import jst_date

VERIFY = "dsr_identity.verify_identity"
UNSEEN = (MatchResult.NOT_SEEN, MatchResult.NOT_HELD)
# Registers in which a child or ward stands by name; a mandate is only what the agent brings.
NAMES_THE_PRINCIPAL = ("FAMILY_REGISTER", "RESIDENT_RECORD", "GUARDIAN_REGISTRATION")


class UnableToDecideIdentity(Exception):
    """Not decided, nothing changed.

    `code`: NOT_PERMITTED, CLOSED, EXPIRED, EXPIRY_MISSING, TOO_OLD, ISSUE_DATE_MISSING,
    NOT_ENOUGH (documents), INCOMPLETE (no document class, or an attribute without result),
    REASON_MISSING, SAME_PERSON (the second person is the first) or NO_DOCUMENT.
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, kw_only=True)
class SeenAgent:
    """What was seen of a representative: as the facts of `decide_identity` for the principal."""

    matches: Mapping[str, str]
    document_class: DocumentClass | str
    expiry_seen: date | None = None
    issued_seen: date | None = None


@transaction.atomic
def decide_identity(
    *,
    case_id: int,
    verified: bool,
    matches: Mapping[str, str],
    document_class: DocumentClass | str,
    expiry_seen: date | None,
    reason: str,
    actor: Actor,
    now: datetime,
    issued_seen: date | None = None,
    member_id: str = "",
    agent: SeenAgent | None = None,
) -> IdentityCheck:
    """Write a reviewer's verdict on uploaded documents.

    "Verified" although a field differs, or on a held check, needs a reason and a second person:
    the first call leaves AWAITING_SECOND_PERSON, another person's call decides.

    Arguments:
        verified: the verdict. False asks the person to act; it refuses nothing (補正 first).
        matches: Attribute -> MatchResult for every attribute.
        document_class: what was seen, "" for nothing; never its number.
        expiry_seen: the expiry date on it, JST, None where it has none.
        issued_seen: the issue date of a document that may be three months old, JST. Only
            checked, not kept (DOMAIN §6).
        reason: mandatory for "not verified", for a difference and for a held check.
        member_id: the member the reviewer compared with (comparison_of), "" for nobody. The
            person is tied to it where name, birth date and address were compared and agree, or
            two people accepted a difference of address. A principal whom the company knows already
            needs two people: then the case becomes one of that person. So does a principal who
            comes themselves: then what representatives asked becomes theirs.
        agent: what was seen of the representative, where one asks. Identity is confirmed only for
            both of them.

    Raises:
        UnableToDecideIdentity: with the reason as code.
    """
    Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    check = (
        IdentityCheck.objects.select_for_update(of=("self",))
        .select_related("case__data_key", "case__subject")
        .get(case_id=case_id)
    )
    _check_may_decide(check, actor)
    if agent is not None and agent_is_checked(check):
        check.agent_matches = dict(agent.matches)
        check.agent_document_class = agent.document_class
        check.agent_expiry_seen = agent.expiry_seen
    if not verified:
        return _fail(check, matches, document_class, expiry_seen, reason, actor, now)
    if check.first_reviewer_id == actor.user_id:
        raise UnableToDecideIdentity("Another person must confirm.", code="SAME_PERSON")
    _check_documents(check)
    _check_seen(document_class, matches, expiry_seen, issued_seen, jst_date(now))
    if agent_is_checked(check):
        _check_agent(agent, jst_date(now))
    check.matches = dict(matches)
    check.document_class = document_class
    check.expiry_seen = expiry_seen
    two = _needs_two(check, matches) or would_retie(check, matches, member_id)
    if two and not _is_second(check, actor, reason):
        return _keep_first(check, reason, actor, now)
    return _pass(check, member_id, reason, actor, now)


def _check_may_decide(check: IdentityCheck, actor: Actor) -> None:
    own = actor.user_id == check.case.requester_id
    if actor.kind != STAFF or not actor.may(VERIFY) or own:
        raise UnableToDecideIdentity("Only reviewers decide, never on themselves.",
                                     code="NOT_PERMITTED")  # fmt: skip
    if (
        check.status not in WAITING
        or check.case.identity_gate == Gate.PASSED
        or not check.case.is_open
    ):
        raise UnableToDecideIdentity("Nothing waits for a decision.", code="CLOSED")


def agent_is_checked(check: IdentityCheck) -> bool:
    """Whether this check is about two people."""
    return check.case.requester_kind != RequesterKind.SELF


def _check_documents(check: IdentityCheck) -> None:
    for whose in wanted_from(check.case):
        codes = set(
            check.documents.kept().filter(whose=whose).values_list("document_class", flat=True)
        )
        if not codes:
            raise UnableToDecideIdentity("There is no document.", code="NO_DOCUMENT")
        if not (enough(codes) or _with_authority(check, whose, codes)):
            raise UnableToDecideIdentity("Another document is needed.", code="NOT_ENOUGH")


def _with_authority(check: IdentityCheck, whose: Whose, codes: set[str]) -> bool:
    """A register that names a child or ward is the second of two documents without a photo."""
    if whose != Whose.PRINCIPAL or not agent_is_checked(check):
        return False
    registers = (
        AuthorityDocument.objects.kept()
        .filter(authority_check__case_id=check.case_id, document_class__in=NAMES_THE_PRINCIPAL)
        .exclude(document_class__in=codes)
    )
    return any(RULES[code].shows_address for code in codes) and registers.exists()


def _check_agent(agent: SeenAgent | None, on: date) -> None:
    if agent is None or agent.matches.get(Attribute.NAME) in UNSEEN:
        raise UnableToDecideIdentity("Whoever asks must be verified too.", code="INCOMPLETE")
    _check_seen(agent.document_class, agent.matches, agent.expiry_seen, agent.issued_seen, on)


def _check_seen(
    document_class: str, matches: Mapping[str, str], expiry: date | None, issued: date | None,
    on: date,
) -> None:  # fmt: skip
    complete = set(matches) == set(Attribute.values)
    if not (complete and set(matches.values()) <= set(MatchResult.values) and document_class):
        raise UnableToDecideIdentity("Every attribute needs a result.", code="INCOMPLETE")
    rule = RULES[document_class]
    if rule.expires and expiry is None:
        raise UnableToDecideIdentity("This document has an expiry date.", code="EXPIRY_MISSING")
    if expiry is not None and is_expired(expiry, on=on):
        raise UnableToDecideIdentity("The document has expired.", code="EXPIRED")
    if rule.max_age_months is None:
        return
    if issued is None:
        raise UnableToDecideIdentity("When was it issued?", code="ISSUE_DATE_MISSING")
    if is_too_old(issued, on=on, months=rule.max_age_months):
        raise UnableToDecideIdentity("It was issued too long ago.", code="TOO_OLD")


def _needs_two(check: IdentityCheck, matches: Mapping[str, str]) -> bool:
    seen = (*matches.values(), *check.agent_matches.values())
    return bool(check.held) or MatchResult.DIFFERS in seen


def _is_second(check: IdentityCheck, actor: Actor, reason: str) -> bool:
    if not reason.strip():
        raise UnableToDecideIdentity("A difference needs a reason.", code="REASON_MISSING")
    return check.first_reviewer_id is not None


def _keep_first(check: IdentityCheck, reason: str, actor: Actor, now: datetime) -> IdentityCheck:
    check.status = CheckStatus.AWAITING_SECOND_PERSON
    check.first_reviewer_id = actor.user_id
    check.first_reviewed_at = now
    check.reason_note = keep_reason(case=check.case, text=reason, actor=actor, now=now)
    check.save()
    return check


def _pass(
    check: IdentityCheck, member_id: str, reason: str, actor: Actor, now: datetime
) -> IdentityCheck:
    check.status = CheckStatus.VERIFIED
    check.held = ""
    check.decided_by_id = actor.user_id
    check.decided_at = now
    check.save()
    bring_deletion_forward(check=check, decided_on=jst_date(now), now=now)
    pass_identity(
        case_id=check.case_id, actor=actor, now=now, reason=reason,
        facts={
            "method": check.method, "document": check.document_class, "matches": check.matches,
            "member": tie_member(check, member_id, now),
            **({"agent_document": check.agent_document_class} if agent_is_checked(check) else {}),
        },
    )  # fmt: skip
    return check


def _fail(
    check: IdentityCheck, matches: Mapping[str, str], document_class: str,
    expiry_seen: date | None, reason: str, actor: Actor, now: datetime,
) -> IdentityCheck:  # fmt: skip
    if not reason.strip():
        raise UnableToDecideIdentity("Say why, the person reads it.", code="REASON_MISSING")
    check.status = CheckStatus.NOT_VERIFIED
    check.matches = dict(matches)
    check.document_class = document_class
    check.expiry_seen = expiry_seen
    check.decided_by_id = None if check.first_reviewer_id == actor.user_id else actor.user_id
    check.decided_at = now
    check.save()
    bring_deletion_forward(check=check, decided_on=jst_date(now), now=now)
    fail_identity(
        case_id=check.case_id, actor=actor, now=now, reason=reason,
        facts={"method": check.method, "document": document_class},
    )  # fmt: skip
    return check

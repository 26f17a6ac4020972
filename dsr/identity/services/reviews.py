"""The reviewer's decision; where a field differs, two people (SECURITY 6)."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from accounts.domain.actor import STAFF, Actor
from accounts.services.data_subjects import UnableToMatchMember, match_member
from dsr.cases.enums import Gate
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
)
from dsr.identity.models import IdentityCheck
from dsr.identity.services.purge_dates import bring_deletion_forward
from policies.domain.calendar import jst_date

VERIFY = "dsr_identity.verify_identity"


class UnableToDecideIdentity(Exception):
    """Not decided, nothing changed.

    `code`: NOT_PERMITTED, CLOSED, EXPIRED, EXPIRY_MISSING, TOO_OLD, ISSUE_DATE_MISSING,
    NOT_ENOUGH (documents), INCOMPLETE (no document class, or an attribute without result),
    REASON_MISSING, SAME_PERSON (the second person is the first) or NO_DOCUMENT.
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


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
            two people accepted a difference of address.

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
    if not verified:
        return _fail(check, matches, document_class, expiry_seen, reason, actor, now)
    if check.first_reviewer_id == actor.user_id:
        raise UnableToDecideIdentity("Another person must confirm.", code="SAME_PERSON")
    _check_documents(check)
    _check_seen(document_class, matches, expiry_seen, issued_seen, jst_date(now))
    check.matches = dict(matches)
    check.document_class = document_class
    check.expiry_seen = expiry_seen
    if _needs_two(check, matches) and not _is_second(check, actor, reason):
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


def _check_documents(check: IdentityCheck) -> None:
    codes = set(check.documents.kept().values_list("document_class", flat=True))
    if not codes:
        raise UnableToDecideIdentity("There is no document.", code="NO_DOCUMENT")
    if not enough(codes):
        raise UnableToDecideIdentity("Another document is needed.", code="NOT_ENOUGH")


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
    return bool(check.held) or MatchResult.DIFFERS in matches.values()


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
            "member": _tie_member(check, member_id, now),
        },
    )  # fmt: skip
    return check


def _tie_member(check: IdentityCheck, member_id: str, now: datetime) -> str:
    """Tie the person to the member the document showed them to be: MATCHED, NONE or TAKEN.

    TAKEN: another subject is tied to it. Identity stands, but nothing of that member is searched
    before a person has looked into it.
    """
    address_agrees = check.matches[Attribute.ADDRESS] in (MatchResult.MATCH, MatchResult.DIFFERS)
    same = {check.matches[Attribute.NAME], check.matches[Attribute.BIRTH_DATE]}
    if not member_id or same != {MatchResult.MATCH} or not address_agrees:
        return "NONE"
    try:
        with transaction.atomic():
            match_member(subject=check.case.subject, member_id=member_id, now=now)
    except UnableToMatchMember:
        return "TAKEN"
    return "MATCHED"


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

"""The reviewer's decision on a representative's authority (DOMAIN §6, SECURITY 8)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.domain.actor import STAFF, Actor
from accounts.gateways.sealing import seal_text
from dsr.cases.domain.workflow import BEFORE_RELEASE
from dsr.cases.enums import AnswerGoesTo, Gate
from dsr.cases.models import Case
from dsr.cases.selectors.claims import claims_of
from dsr.cases.selectors.principals import principal_address_context
from dsr.cases.services.gates import fail_authority, pass_authority
from dsr.cases.services.notes import keep_reason
from dsr.identity.domain.authority import (
    BASES,
    BY_CHOICE,
    BY_SETTING,
    CONFIRMED,
    NOT_SHOWN,
    PRINCIPAL,
    answer_goes_to,
    needs_two,
    outcome_of,
)
from dsr.identity.enums import (
    AUTHORITY_WAITING,
    AuthorityPoint,
    AuthorityStatus,
    Finding,
    NoticeChoice,
)
from dsr.identity.models import AuthorityCheck
from dsr.identity.selectors.authority import PrincipalAddress, principal_birth_date
from dsr.identity.services.authority_findings import SeenAuthority, computed_findings
from dsr.identity.services.purge_dates import bring_deletion_forward
from policies.domain.calendar import jst_date
from policies.enums import RequestKind

VERIFY_AUTHORITY = "dsr_identity.verify_authority"
# What the dates and kinds themselves decide, in the order it is told, with the refusal's code.
COMPUTED = {
    AuthorityPoint.RECENT: "TOO_OLD",
    AuthorityPoint.TERM: "EXPIRED",
    AuthorityPoint.MINOR: "ADULT",
    AuthorityPoint.KINDS: "KINDS_MISSING",
}


class UnableToDecideAuthority(Exception):
    """Not decided, nothing changed.

    `code`: NOT_PERMITTED, CLOSED, NO_DOCUMENT, WRONG_DOCUMENT (it cannot show this authority),
    INCOMPLETE (a point without a finding), ISSUE_DATE_MISSING, TOO_OLD, EXPIRED, KINDS_MISSING,
    BIRTH_DATE_MISSING, BIRTH_DATE_DIFFERS, ADULT (18 or older: a parent or guardian of a minor has
    no authority any more), POINT_NOT_SHOWN, NOTICE_CHOICE, ADDRESS_MISSING, REASON_MISSING or
    SAME_PERSON.
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


@transaction.atomic
def decide_authority(
    *,
    case_id: int,
    confirmed: bool,
    seen: SeenAuthority,
    address: PrincipalAddress | None,
    reason: str,
    actor: Actor,
    now: datetime,
) -> AuthorityCheck:
    """Write a reviewer's verdict on documents of authority.

    A difference, or a held check, needs a reason and a second person: the first call leaves
    AWAITING_SECOND_PERSON, another person's call decides. What a date or a list of kinds decides
    is not left to anybody's judgement.

    Arguments:
        confirmed: the verdict. False asks the representative to act; it refuses nothing (補正
            first, then F2 through decline_case).
        address: where the principal lives (selectors.authority.address_of_principal); needed where
            the mandate gives no right to receive, as the answer is then posted to the principal.
        reason: mandatory for "not confirmed" (the representative reads it), for a difference, for
            a held check, and where the reviewer chooses whether a minor is told.

    Raises:
        UnableToDecideAuthority: with the reason as code.
    """
    check = lock_authority(case_id)
    _check_may_decide(check, actor)
    on = jst_date(now)
    if not confirmed:
        return _fail(check, seen, reason, actor, now)
    if check.first_reviewer_id == actor.user_id:
        raise UnableToDecideAuthority("Another person must confirm.", code="SAME_PERSON")
    _check_document(check, seen)
    findings = dict(seen.findings) | computed_findings(check, seen, on)
    _check_findings(check, seen, findings)
    if needs_two(findings) or check.held or BASES[check.basis].notice == BY_CHOICE:
        _check_reason(reason)
    _keep_seen(check, seen, findings)
    if (needs_two(findings) or check.held) and check.first_reviewer_id is None:
        return _keep_first(check, reason, actor, now)
    return _pass(check, seen, address, reason, actor, now)


def lock_authority(case_id: int) -> AuthorityCheck:
    """The check, behind the lock on its case that every writer takes first."""
    Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    return (
        AuthorityCheck.objects.select_for_update(of=("self",))
        .select_related("case__data_key", "case__subject")
        .get(case_id=case_id)
    )


def may_verify(check: AuthorityCheck, actor: Actor) -> bool:
    """Reviewers decide, never on a request of their own."""
    own = actor.user_id == check.case.requester_id
    return actor.kind == STAFF and actor.may(VERIFY_AUTHORITY) and not own


def _check_may_decide(check: AuthorityCheck, actor: Actor) -> None:
    if not may_verify(check, actor):
        raise UnableToDecideAuthority("Only reviewers decide.", code="NOT_PERMITTED")
    passed = check.case.authority_gate == Gate.PASSED
    if check.status not in AUTHORITY_WAITING or passed or check.case.status not in BEFORE_RELEASE:
        raise UnableToDecideAuthority("Nothing waits for a decision.", code="CLOSED")


def _check_document(check: AuthorityCheck, seen: SeenAuthority) -> None:
    rule = BASES[check.basis]
    if not check.documents.kept().exists():
        raise UnableToDecideAuthority("There is no document.", code="NO_DOCUMENT")
    uploaded = check.documents.kept().filter(document_class=seen.document_class)
    if seen.document_class not in rule.documents or not uploaded.exists():
        raise UnableToDecideAuthority("It cannot show this authority.", code="WRONG_DOCUMENT")
    known = set(seen.findings.values()) <= set(Finding.values)
    if not known or set(seen.findings) != set(rule.points):
        raise UnableToDecideAuthority("Every point needs a finding.", code="INCOMPLETE")
    if seen.issued_on is None:
        raise UnableToDecideAuthority("When was it issued?", code="ISSUE_DATE_MISSING")
    if rule.of_minor:
        _check_birth_date(check, seen)


def _check_birth_date(check: AuthorityCheck, seen: SeenAuthority) -> None:
    """The age decides, so the date is read from the document and not believed."""
    claimed = principal_birth_date(check.case)
    if claimed is None or seen.birth_date is None:
        raise UnableToDecideAuthority("No date of birth.", code="BIRTH_DATE_MISSING")
    if claimed != seen.birth_date:
        raise UnableToDecideAuthority("Another date of birth.", code="BIRTH_DATE_DIFFERS")


def _check_findings(
    check: AuthorityCheck, seen: SeenAuthority, findings: Mapping[str, str]
) -> None:
    for point, code in COMPUTED.items():
        if findings.get(point) == NOT_SHOWN:
            raise UnableToDecideAuthority(f"{point} does not hold.", code=code)
    if outcome_of(check.basis, findings) != CONFIRMED:
        raise UnableToDecideAuthority("A needed point is not shown.", code="POINT_NOT_SHOWN")
    if BASES[check.basis].notice == BY_CHOICE and seen.notice not in NoticeChoice.values:
        raise UnableToDecideAuthority("Is the principal told?", code="NOTICE_CHOICE")


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise UnableToDecideAuthority("Please give the reason.", code="REASON_MISSING")


def _keep_seen(check: AuthorityCheck, seen: SeenAuthority, findings: Mapping[str, str]) -> None:
    claimed = claims_of(check.case).get("may_receive") == "yes"
    goes_to = answer_goes_to(check.basis, findings, claimed=claimed)
    check.document_class = seen.document_class
    check.findings = dict(findings)
    check.expires_on = seen.expires_on
    check.kinds_stated = [kind for kind in RequestKind.values if kind in seen.kinds_stated]
    check.answer_goes_to = (
        AnswerGoesTo.PRINCIPAL if goes_to == PRINCIPAL else AnswerGoesTo.REQUESTER
    )


def _keep_first(check: AuthorityCheck, reason: str, actor: Actor, now: datetime) -> AuthorityCheck:
    check.status = AuthorityStatus.AWAITING_SECOND_PERSON
    check.first_reviewer_id = actor.user_id
    check.first_reviewed_at = now
    check.reason_note = keep_reason(case=check.case, text=reason, actor=actor, now=now)
    check.save()
    return check


def _pass(
    check: AuthorityCheck, seen: SeenAuthority, address: PrincipalAddress | None, reason: str,
    actor: Actor, now: datetime,
) -> AuthorityCheck:  # fmt: skip
    columns: dict[str, Any] = {
        "answer_goes_to": check.answer_goes_to,
        "principal_notice_gate": _notice_gate(check, seen),
    }
    if check.answer_goes_to == AnswerGoesTo.PRINCIPAL:
        if address is None:
            raise UnableToDecideAuthority("Where does the principal live?", code="ADDRESS_MISSING")
        columns["principal_address_sealed"] = seal_text(
            check.case.data_key, address.lines(), context=principal_address_context(check.case)
        )
    check.status = AuthorityStatus.CONFIRMED
    check.held = ""
    check.decided_by_id = actor.user_id
    check.decided_at = now
    check.save()
    bring_deletion_forward(check=check, decided_on=jst_date(now), now=now)
    pass_authority(
        case_id=check.case_id, actor=actor, now=now, reason=reason, columns=columns,
        facts={
            "basis": check.basis, "document": check.document_class, "findings": check.findings,
            "answer_goes_to": check.answer_goes_to,
            "notice": columns["principal_notice_gate"],
        },
    )  # fmt: skip
    return check


def _notice_gate(check: AuthorityCheck, seen: SeenAuthority) -> Gate:
    """Whether the principal must be told before anything is released; told once is told."""
    if check.case.principal_notice_gate == Gate.PASSED:
        return Gate.PASSED
    notice = BASES[check.basis].notice
    if notice == BY_CHOICE:
        wanted = seen.notice == NoticeChoice.TELL
    else:
        wanted = notice != BY_SETTING or settings.IDENTITY_NOTIFY_WARDS
    return Gate.OPEN if wanted else Gate.NOT_NEEDED


def _fail(
    check: AuthorityCheck, seen: SeenAuthority, reason: str, actor: Actor, now: datetime
) -> AuthorityCheck:
    _check_reason(reason)
    computed = computed_findings(check, seen, jst_date(now)) if seen.issued_on else {}
    check.document_class = seen.document_class
    check.findings = {point: found for point, found in seen.findings.items() if found} | computed
    check.status = AuthorityStatus.NOT_CONFIRMED
    check.decided_by_id = None if check.first_reviewer_id == actor.user_id else actor.user_id
    check.decided_at = now
    check.save()
    bring_deletion_forward(check=check, decided_on=jst_date(now), now=now)
    fail_authority(
        case_id=check.case_id, actor=actor, now=now, reason=reason,
        facts={
            "basis": check.basis, "document": check.document_class, "findings": check.findings,
        },
    )  # fmt: skip
    return check

"""Approving: one rule for acting in the sources and for releasing.

Who prepares does not approve, except a company of one, with a reason; a representative's authority
was looked at today; and what is approved is exactly what was submitted.
"""

from datetime import datetime

from accounts.domain.actor import Actor
from dsr.cases.enums import Gate, RequesterKind
from dsr.cases.models import Case
from dsr.cases.services.notes import keep_reason
from dsr.fulfilment.models import Decision
from dsr.fulfilment.selectors.decisions import approved_content, decision_of
from policies.domain.calendar import jst_date
from policies.selectors.organisations import organisation


class UnableToApprove(Exception):
    """Refused.

    `code`: OWN_PACKAGE, REASON_MISSING, AUTHORITY_NOT_TODAY (neither a release nor an action can be
    taken back, so a representative's authority is checked on the very day), PRINCIPAL_NOT_TOLD,
    NOT_SUBMITTED or CONTENT_CHANGED.
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


def check_approval(
    *, case: Case, alone_reason: str, actor: Actor, now: datetime
) -> tuple[Decision, dict[str, object]]:
    """The decision that may be approved now, and the columns its approving step writes.

    Call it with the case's row locked. Raises UnableToApprove.
    """
    columns = _columns_of_approval(case, alone_reason, actor, now)
    _check_representative(case, now)
    return _submitted_decision(case), columns


def _columns_of_approval(
    case: Case, alone_reason: str, actor: Actor, now: datetime
) -> dict[str, object]:
    """The kept reason of somebody who works alone."""
    if actor.user_id != case.prepared_by_id:
        return {}
    if not organisation().works_alone:
        raise UnableToApprove("Who prepares a decision does not approve it.", code="OWN_PACKAGE")
    if not alone_reason.strip():
        raise UnableToApprove("Working alone needs a reason.", code="REASON_MISSING")
    note = keep_reason(case=case, text=alone_reason, actor=actor, now=now)
    return {"alone_reason_note_id": note.pk}


def _check_representative(case: Case, now: datetime) -> None:
    own = case.requester_kind == RequesterKind.SELF
    if not own and case.authority_checked_on != jst_date(now):
        raise UnableToApprove(
            "The representative's authority is checked on the day of approval.",
            code="AUTHORITY_NOT_TODAY",
        )
    if case.principal_notice_gate == Gate.OPEN:
        raise UnableToApprove(
            "The principal has to be told first that somebody asks for them.",
            code="PRINCIPAL_NOT_TOLD",
        )


def _submitted_decision(case: Case) -> Decision:
    decision = decision_of(case)
    if decision is None or decision.submitted_at is None:
        raise UnableToApprove("Nothing was submitted.", code="NOT_SUBMITTED")
    if approved_content(decision) != decision.content_sha256:
        raise UnableToApprove("The content changed after it was submitted.", code="CONTENT_CHANGED")
    return decision

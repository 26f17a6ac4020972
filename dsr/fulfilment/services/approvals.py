"""The second person: who prepares does not approve, except a company of one, with a reason."""

from datetime import datetime

from accounts.domain.actor import Actor
from dsr.cases.models import Case
from dsr.cases.services.notes import keep_reason
from policies.selectors.organisations import organisation


class UnableToApprove(Exception):
    """Refused. `code`: OWN_PACKAGE or REASON_MISSING."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


def columns_of_approval(
    *, case: Case, alone_reason: str, actor: Actor, now: datetime
) -> dict[str, object]:
    """Columns of the case for the approving step: the kept reason of somebody who works alone.

    Call it with the case's row locked. Raises UnableToApprove.
    """
    if actor.user_id != case.prepared_by_id:
        return {}
    if not organisation().works_alone:
        raise UnableToApprove("Who prepares a decision does not approve it.", code="OWN_PACKAGE")
    if not alone_reason.strip():
        raise UnableToApprove("Working alone needs a reason.", code="REASON_MISSING")
    note = keep_reason(case=case, text=alone_reason, actor=actor, now=now)
    return {"alone_reason_note_id": note.pk}

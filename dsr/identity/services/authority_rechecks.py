"""Authority on the day of release: looked at again, ended by age, taken up anew by a mandate."""

from datetime import datetime

from django.db import transaction

from accounts.domain.actor import Actor
from dsr.cases.domain.workflow import BEFORE_RELEASE
from dsr.cases.enums import Gate
from dsr.cases.models import Case
from dsr.cases.services.gates import fail_authority, pass_authority
from dsr.cases.services.notes import keep_internal_note
from dsr.identity.domain.authority import NOT_SHOWN
from dsr.identity.enums import AuthorityBasis, AuthorityPoint, AuthorityStatus
from dsr.identity.models import AuthorityCheck
from dsr.identity.selectors.authority import has_run_out
from dsr.identity.services.authority import lock_authority, may_verify
from dsr.identity.services.authority_documents import forget_verdict
from policies.domain.calendar import jst_date

ENDED_POINT = {"ADULT": AuthorityPoint.MINOR, "EXPIRED": AuthorityPoint.TERM}


class UnableToRecheckAuthority(Exception):
    """Not recorded, nothing changed.

    `code`: NOT_PERMITTED, CLOSED (nothing confirmed, or released already), ADULT (the principal is
    18 by now: only "no longer" can be recorded), EXPIRED or REASON_MISSING.
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


@transaction.atomic
def recheck_authority(
    *, case_id: int, still_valid: bool, reason: str, actor: Actor, now: datetime
) -> AuthorityCheck:
    """Look at a confirmed authority again, on the JST date of `now` (DOMAIN §6).

    The answer is released only on that date. Whether the principal is still under 18 and whether
    the authority ran out is computed and not a matter of opinion.

    Arguments:
        still_valid: False ends the authority; nothing is released to the representative then.
        reason: mandatory for "no longer"; the representative reads it.

    Raises:
        UnableToRecheckAuthority: with the reason as code.
    """
    check = lock_authority(case_id)
    _check_may_recheck(check, actor)
    ended = has_run_out(check, on=jst_date(now))
    if not still_valid:
        return _end(check, ended, reason, actor, now)
    if ended:
        raise UnableToRecheckAuthority("The authority has ended.", code=ended)
    check.rechecked_by_id = actor.user_id
    check.rechecked_on = jst_date(now)
    check.save(update_fields=["rechecked_by", "rechecked_on"])
    pass_authority(
        case_id=case_id, actor=actor, now=now, reason=reason,
        facts={"basis": check.basis, "again": True},
    )  # fmt: skip
    return check


@transaction.atomic
def rely_on_mandate(*, case_id: int, reason: str, actor: Actor, now: datetime) -> AuthorityCheck:
    """Go on by a mandate of the principal, who came of age or was never under this authority.

    The representative is asked for the mandate on their page; what was confirmed before no longer
    counts. Unless they filed as an agent who may receive, the answer goes to the principal.

    Raises UnableToRecheckAuthority (NOT_PERMITTED, CLOSED, REASON_MISSING).
    """
    check = lock_authority(case_id)
    _check_permitted(check, actor)
    if check.status != AuthorityStatus.NOT_CONFIRMED or check.basis == AuthorityBasis.MANDATE:
        raise UnableToRecheckAuthority("Only after authority was not confirmed.", code="CLOSED")
    if check.case.status not in BEFORE_RELEASE:
        raise UnableToRecheckAuthority("The answer was released.", code="CLOSED")
    if not reason.strip():
        raise UnableToRecheckAuthority("Please give the reason.", code="REASON_MISSING")
    keep_internal_note(case=check.case, text=reason, actor=actor, now=now)
    forget_verdict(check)
    check.basis = AuthorityBasis.MANDATE
    check.status = AuthorityStatus.OPEN
    check.save()
    return check


def must_be_rechecked(check: AuthorityCheck, *, case: Case, now: datetime) -> bool:
    """Whether the answer cannot be released today before somebody looks again."""
    return (
        check.status == AuthorityStatus.CONFIRMED
        and case.status in BEFORE_RELEASE
        and case.authority_checked_on != jst_date(now)
    )


def _check_permitted(check: AuthorityCheck, actor: Actor) -> None:
    if not may_verify(check, actor):
        raise UnableToRecheckAuthority("Only reviewers decide.", code="NOT_PERMITTED")


def _check_may_recheck(check: AuthorityCheck, actor: Actor) -> None:
    _check_permitted(check, actor)
    passed = check.case.authority_gate == Gate.PASSED
    confirmed = check.status == AuthorityStatus.CONFIRMED
    if not (passed and confirmed) or check.case.status not in BEFORE_RELEASE:
        raise UnableToRecheckAuthority("There is nothing to check again.", code="CLOSED")


def _end(
    check: AuthorityCheck, ended: str, reason: str, actor: Actor, now: datetime
) -> AuthorityCheck:
    if not reason.strip():
        raise UnableToRecheckAuthority("Please give the reason.", code="REASON_MISSING")
    if ended:
        check.findings = check.findings | {str(ENDED_POINT[ended]): NOT_SHOWN}
    check.status = AuthorityStatus.NOT_CONFIRMED
    check.decided_by_id = None if check.first_reviewer_id == actor.user_id else actor.user_id
    check.decided_at = now
    check.rechecked_by_id = actor.user_id
    check.rechecked_on = jst_date(now)
    check.save()
    fail_authority(
        case_id=check.case_id, actor=actor, now=now, reason=reason,
        facts={"basis": check.basis, "again": True, "ended": ended or "BY_STAFF"},
    )  # fmt: skip
    return check

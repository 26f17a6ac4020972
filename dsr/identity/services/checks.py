"""Opening the checks, in the transaction that files the request."""

from datetime import datetime

from dsr.cases.enums import Gate, RequesterKind
from dsr.cases.models import Case
from dsr.cases.selectors.claims import claims_of
from dsr.identity.domain.authority import fits
from dsr.identity.enums import IdentityMethod
from dsr.identity.models import AuthorityCheck, IdentityCheck


class UnableToOpenCheck(Exception):
    """The basis that was claimed does not fit how the request was filed; nothing was opened."""


def open_check(*, case: Case, method: IdentityMethod, now: datetime) -> IdentityCheck:
    """Open the identity check of a case once; again returns the same.

    Where a representative asks, both people are verified by documents whatever `method` says: a
    code to the representative's own address shows nothing about the principal. The check of their
    authority is opened beside it.

    Raises UnableToOpenCheck where the claimed basis is none for this kind of representative.
    """
    if case.requester_kind != RequesterKind.SELF:
        method = IdentityMethod.DOCUMENT
        open_authority_check(case=case, now=now)
    check, _ = IdentityCheck.objects.get_or_create(
        case=case, defaults={"method": method, "opened_at": now}
    )
    return check


def open_authority_check(*, case: Case, now: datetime) -> AuthorityCheck:
    """Open the check of a representative's authority once; again returns the same.

    For itself only where identity is not checked (an inquiry). Raises UnableToOpenCheck.
    """
    basis = claims_of(case).get("basis", "")
    if case.authority_gate == Gate.NOT_NEEDED or not fits(
        basis, requester_kind=case.requester_kind
    ):
        raise UnableToOpenCheck(f"{basis or 'Nothing'} is no basis for {case.requester_kind}.")
    check, _ = AuthorityCheck.objects.get_or_create(
        case=case, defaults={"basis": basis, "opened_at": now}
    )
    return check

"""Opening the check, in the transaction that files the request."""

from datetime import datetime

from dsr.cases.models import Case
from dsr.identity.enums import IdentityMethod
from dsr.identity.models import IdentityCheck


def open_check(*, case: Case, method: IdentityMethod, now: datetime) -> IdentityCheck:
    """Open the identity check of a case once; again returns the same."""
    check, _ = IdentityCheck.objects.get_or_create(
        case=case, defaults={"method": method, "opened_at": now}
    )
    return check

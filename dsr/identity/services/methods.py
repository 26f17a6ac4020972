"""Changing the way of showing who one is, before anything was decided."""

from django.db import transaction

from dsr.identity.enums import CheckStatus, IdentityMethod
from dsr.identity.models import IdentityCheck


class UnableToChangeMethod(Exception):
    """The check was decided or waits for a reviewer."""


@transaction.atomic
def change_method(*, case_id: int, method: IdentityMethod) -> IdentityCheck:
    """Choose another way. A failed check is opened again: 補正 comes before any refusal.

    Raises UnableToChangeMethod once verified, held, or waiting for a reviewer.
    """
    check = IdentityCheck.objects.select_for_update().get(case_id=case_id)
    if check.held or check.status not in (CheckStatus.OPEN, CheckStatus.NOT_VERIFIED):
        raise UnableToChangeMethod("This check waits for a person or was decided.")
    check.method = method
    check.status = CheckStatus.OPEN
    check.decided_at = None
    check.decided_by = None
    check.save(update_fields=["method", "status", "decided_at", "decided_by"])
    return check

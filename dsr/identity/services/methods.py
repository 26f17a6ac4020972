"""Changing the way of showing who one is, before anything was decided."""

from django.db import transaction

from dsr.cases.enums import RequesterKind
from dsr.cases.models import Case
from dsr.identity.enums import CheckStatus, IdentityMethod
from dsr.identity.models import IdentityCheck


class UnableToChangeMethod(Exception):
    """Verified, waiting for a reviewer, held and in need of a document, or the request ended."""


@transaction.atomic
def change_method(*, case_id: int, method: IdentityMethod) -> IdentityCheck:
    """Choose another way. A failed check is opened again: 補正 comes before any refusal.

    What an earlier reviewer saw counts no longer, so two people look at the new documents. A held
    check stays held and takes documents only: a code cannot tell two people apart.

    Raises UnableToChangeMethod once verified or waiting for a reviewer, and where a code is wanted
    for a held check or in a representative's case.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    if not case.is_open:
        raise UnableToChangeMethod("The request has ended; what was decided stays on record.")
    check = IdentityCheck.objects.select_for_update().get(case_id=case_id)
    if check.status not in (CheckStatus.OPEN, CheckStatus.NOT_VERIFIED):
        raise UnableToChangeMethod("This check waits for a person or was decided.")
    if case.requester_kind != RequesterKind.SELF and method != IdentityMethod.DOCUMENT:
        raise UnableToChangeMethod("A representative's case is verified by documents.")
    if check.held and method != IdentityMethod.DOCUMENT:
        raise UnableToChangeMethod("A held check takes documents only.")
    check.method = method
    check.status = CheckStatus.OPEN
    check.document_class = ""
    check.expiry_seen = None
    check.matches = {}
    check.agent_document_class = ""
    check.agent_expiry_seen = None
    check.agent_matches = {}
    check.first_reviewer = None
    check.first_reviewed_at = None
    check.decided_at = None
    check.decided_by = None
    check.save()
    return check

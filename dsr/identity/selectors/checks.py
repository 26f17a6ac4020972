"""How a verification stands and what is missing."""

from dsr.cases.models import Case
from dsr.identity.enums import CheckStatus, IdentityMethod
from dsr.identity.models import IdentityCheck


def check_of(case: Case) -> IdentityCheck | None:
    """The check of a case, or None before one was opened."""
    return IdentityCheck.objects.filter(case=case).first()


def missing_for(case: Case) -> list[str]:
    """Codes of what is still missing, in the order it is asked for; [] when nothing is.

    CHECK, CODE, DOCUMENT, REVIEW, SECOND_PERSON, HELD.
    """
    check = check_of(case)
    if check is None:
        return ["CHECK"]
    missing = []
    if check.held:
        missing.append("HELD")
    if check.status == CheckStatus.OPEN:
        has_document = check.documents.kept().exists()
        by_document = check.method == IdentityMethod.DOCUMENT
        missing.append("REVIEW" if by_document and has_document else
                       "DOCUMENT" if by_document else "CODE")  # fmt: skip
    if check.status == CheckStatus.AWAITING_REVIEW:
        missing.append("REVIEW")
    if check.status == CheckStatus.AWAITING_SECOND_PERSON:
        missing.append("SECOND_PERSON")
    return missing

"""The principal of a representative's request: where an answer to them goes."""

from accounts.gateways.sealing import unseal_text
from dsr.cases.enums import AnswerGoesTo
from dsr.cases.models import Case


def principal_address(case: Case) -> str:
    """Where the answer is posted when it goes to the principal, "" when it goes to the requester.

    Never an address that only the representative gave: it is on file, or a document of the
    principal showed it. Raises UnableToUnseal once shredded.
    """
    if case.answer_goes_to != AnswerGoesTo.PRINCIPAL or case.principal_address_sealed is None:
        return ""
    return unseal_text(
        case.data_key, case.principal_address_sealed, context=principal_address_context(case)
    )


def principal_address_context(case: Case) -> str:
    """What the sealed address is bound to."""
    return f"dsr_cases.case.principal_address:{case.reference}"

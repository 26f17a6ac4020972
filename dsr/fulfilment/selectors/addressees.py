"""Whom an answer is addressed to: the same on the letter and on the envelope."""

from dataclasses import replace

from dsr.cases.enums import AnswerGoesTo
from dsr.cases.letters.letter import Addressee
from dsr.cases.models import Case
from dsr.cases.selectors.claims import claims_of, item_detail
from dsr.cases.selectors.letters import addressee_of
from dsr.cases.selectors.principals import principal_address


def claimed_name(case: Case) -> str:
    """The person's name as they filed it."""
    claims = claims_of(case)
    return f"{claims.get('family_name', '')} {claims.get('given_name', '')}".strip()


def answer_addressee(case: Case) -> Addressee:
    """Whoever asked, at the address given for the delivery, or their own.

    The principal, at the address on file, where an agent may not receive the answer. Raises
    UnableToUnseal once shredded.
    """
    if case.answer_goes_to == AnswerGoesTo.PRINCIPAL:
        return Addressee(name=claimed_name(case), address=principal_address(case))
    addressee = addressee_of(case)
    given = _delivery_address(case)
    return replace(addressee, postal_code="", address=given) if given else addressee


def _delivery_address(case: Case) -> str:
    items = case.items.select_related("case__data_key").order_by("position")
    given = (str(item_detail(item).get("delivery_address", "")).strip() for item in items)
    return next((address for address in given if address), "")

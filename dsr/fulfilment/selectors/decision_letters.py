"""The facts of a decision letter, read from the case. X1 is written here exactly as N1."""

from collections.abc import Iterable
from datetime import date

from dsr.cases.enums import AnswerGoesTo
from dsr.cases.letters.letter import Addressee
from dsr.cases.letters.words import Language
from dsr.cases.models import Case
from dsr.cases.selectors.claims import claims_of
from dsr.cases.selectors.letters import addressee_of, letter_head
from dsr.cases.selectors.principals import principal_address
from dsr.fulfilment.letters.decision import DecisionLetter
from dsr.fulfilment.models import Decision, DecisionItem
from dsr.fulfilment.selectors.decisions import holdings_by_item, parts_in
from dsr.fulfilment.selectors.item_answers import (
    NOT_SEARCHABLE,
    SEARCHED_FOUND_NOTHING,
    Told,
    exclusion_field,
    item_answer,
)
from dsr.fulfilment.selectors.method_changes import method_change_words
from policies.domain.calendar import jst_date

__all__ = [
    "NOT_SEARCHABLE",
    "SEARCHED_FOUND_NOTHING",
    "claimed_name",
    "decision_letter",
    "exclusion_field",
    "letter_head",
]


def claimed_name(case: Case) -> str:
    """The person's name as they filed it."""
    claims = claims_of(case)
    return f"{claims.get('family_name', '')} {claims.get('given_name', '')}".strip()


def decision_letter(
    decision: Decision, answers: Iterable[DecisionItem], *, language: Language, dated_on: date
) -> DecisionLetter:
    """What the letter of a decision says. Raises UnableToUnseal once shredded."""
    case = decision.collection.case
    holdings = holdings_by_item(decision.collection)
    parts = parts_in(decision.collection)
    change = method_change_words(case)
    return DecisionLetter(
        head=letter_head(),
        addressee=_addressee(case),
        reference=case.reference,
        dated_on=dated_on,
        language=language,
        arrived_on=jst_date(case.arrived_at),
        items=tuple(
            item_answer(
                Told(
                    answer=answer,
                    holdings=holdings[answer.item_id],
                    parts=parts,
                    method_change=change,
                )
            )
            for answer in answers
        ),
    )


def _addressee(case: Case) -> Addressee:
    """Whoever asked; the principal where an agent may not receive the answer."""
    if case.answer_goes_to == AnswerGoesTo.PRINCIPAL:
        return Addressee(name=claimed_name(case), address=principal_address(case))
    return addressee_of(case)

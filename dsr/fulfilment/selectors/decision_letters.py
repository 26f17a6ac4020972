"""The facts of a decision letter, read from the case. X1 is written here exactly as N1."""

from collections.abc import Iterable
from datetime import date

from dsr.cases.letters.words import Language
from dsr.cases.selectors.letters import letter_head
from dsr.fulfilment.letters.decision import DecisionLetter
from dsr.fulfilment.models import Decision, DecisionItem
from dsr.fulfilment.selectors.addressees import answer_addressee
from dsr.fulfilment.selectors.decisions import holdings_by_item, parts_in
from dsr.fulfilment.selectors.item_answers import Told, item_answer
from dsr.fulfilment.selectors.method_changes import method_change_words
from policies.domain.calendar import jst_date


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
        addressee=answer_addressee(case),
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

"""Answered requests for register and figures: outcome and notice by their own verbs."""

from datetime import datetime
from typing import Any

from dsr.cases.enums import Outcome
from dsr.cases.models import Case
from dsr.cases.services.items import ItemDecision, decide_items, mark_notified
from tests.desk import NOW, file_disclosure, make_requester


def answer_item(case: Case, *, outcome: Outcome, code: str = "", at: datetime = NOW) -> None:
    """Decide every item of a case alike, and tell the person."""
    decisions = [
        ItemDecision(item_id=item.pk, outcome=outcome, code=code) for item in case.items.all()
    ]
    decide_items(case_id=case.pk, decisions=decisions, now=at)
    mark_notified(case_id=case.pk, now=at)


def answered_case(
    email: str,
    *,
    outcome: Outcome = Outcome.FULL,
    code: str = "",
    answered_at: datetime = NOW,
    **facts: Any,
) -> Case:
    """A request of this person with its answer."""
    case = file_disclosure(make_requester(email), **facts)
    answer_item(case, outcome=outcome, code=code, at=answered_at)
    return case

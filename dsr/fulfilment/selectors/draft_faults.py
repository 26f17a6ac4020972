"""What keeps a draft from being submitted."""

from collections.abc import Iterator

from dsr.cases.models import Case
from dsr.fulfilment.domain.outcomes import DISCLOSING_KINDS
from dsr.fulfilment.models import Decision, DecisionItem
from dsr.fulfilment.selectors.collections import collection_of
from dsr.fulfilment.selectors.decisions import Holdings, holdings_of


def draft_faults(case: Case, decision: Decision | None) -> list[str]:
    """Codes of what is wrong, empty when the draft may be submitted.

    UNDECIDED: an item has no answer. OLD_COLLECTION: data was collected again. NOT_PARTIAL: parts
    are left out or masked but the answer says all. NOTHING_LEFT_OUT: the answer says part but
    nothing is left out or masked. NOTHING_TO_DISCLOSE: nothing remains to hand over. DATA_EXISTS:
    "does not exist" though something was found.
    """
    if decision is None:
        return ["UNDECIDED"]
    if decision.collection != collection_of(case):
        return ["OLD_COLLECTION"]
    answers = list(decision.items.select_related("item"))
    faults = set()
    if {answer.item_id for answer in answers} != set(case.items.values_list("pk", flat=True)):
        faults.add("UNDECIDED")
    holdings = holdings_of(decision.collection)
    for answer in answers:
        faults |= set(_answer_faults(answer, holdings))
    return sorted(faults)


def _answer_faults(answer: DecisionItem, holdings: Holdings) -> Iterator[str]:
    disclosing = answer.item.kind in DISCLOSING_KINDS
    if answer.outcome == "FULL" and holdings.is_partial:
        yield "NOT_PARTIAL"
    if answer.outcome == "PARTIAL" and not holdings.is_partial:
        yield "NOTHING_LEFT_OUT"
    if answer.outcome in ("FULL", "PARTIAL", "NOTIFIED") and not holdings.disclosed:
        yield "NOTHING_TO_DISCLOSE"
    if answer.code == "N1" and (holdings.exported if disclosing else holdings.disclosed):
        yield "DATA_EXISTS"

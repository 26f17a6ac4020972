"""What keeps a draft from being submitted."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from dsr.breaches.selectors.breaches import reportable_breaches_concerning
from dsr.cases.models import Case, CaseItem
from dsr.cases.selectors.claims import item_detail
from dsr.fulfilment.domain.outcomes import (
    ACTING,
    ACTING_KINDS,
    DESTROYING,
    DISCLOSING_KINDS,
    STOPPING_KINDS,
    unanswered_grounds,
)
from dsr.fulfilment.enums import Connector, PromiseKind
from dsr.fulfilment.models import CollectedCategory, Decision, DecisionItem, Measure, PlannedPromise
from dsr.fulfilment.selectors.collections import collection_of
from dsr.fulfilment.selectors.coverage import categories_of
from dsr.fulfilment.selectors.decisions import HIDDEN, Holdings, holdings_by_item
from dsr.fulfilment.selectors.investigations import investigation_of, needs_investigation
from dsr.fulfilment.selectors.measure_details import measure_detail
from dsr.fulfilment.selectors.measures import measures_of
from dsr.fulfilment.selectors.promises import planned_in
from policies.selectors.retentions import retentions_of


@dataclass(frozen=True, kw_only=True)
class _Draft:
    """One drafted answer with all that it must agree with."""

    answer: DecisionItem
    holdings: Holdings
    measures: list[Measure]
    promises: list[PlannedPromise]
    detail: dict[str, Any]

    @property
    def told_nothing(self) -> bool:
        return self.answer.outcome == "DOES_NOT_EXIST"


def draft_faults(case: Case, decision: Decision | None) -> list[str]:
    """Codes of what is wrong, empty when the draft may be submitted.

    UNDECIDED: an item has no answer. OLD_COLLECTION: data was collected again. NOT_PARTIAL: parts
    are left out or masked but the answer says all. NOTHING_LEFT_OUT: the answer says part but
    nothing is left out or masked. NOTHING_TO_DISCLOSE: nothing remains to hand over or to tell.
    DATA_EXISTS: "does not exist" though something was found. NOT_SEARCHED: "does not exist" though
    nothing of it could be searched. NOT_INVESTIGATED: Arts 34(2), 35(2).
    NO_MEASURE, NO_PROMISE: the answer says that something is, or will be, done, and nothing is.
    FIELD_NOT_CORRECTED: done, but not in every field asked. ONLY_PART: done, but measures reach
    less than was asked. GROUND_UNANSWERED: a ticked ground is refused without its own reason.
    BREACH_HAPPENED: S3 denies a reportable breach of this person's data that is on record.
    AGAINST_THE_LAW: data a law obliges to keep would be erased. LATER_ERASURE_NOT_PROMISED: it is
    spared, but its erasure at the end is not promised. REVEALED: another answer shows that data
    exists whose existence is not revealed (X1).
    """
    if decision is None:
        return ["UNDECIDED"]
    if decision.collection != collection_of(case):
        return ["OLD_COLLECTION"]
    answers = list(decision.items.select_related("item__case__data_key"))
    faults = set()
    if {answer.item_id for answer in answers} != set(case.items.values_list("pk", flat=True)):
        faults.add("UNDECIDED")
    holdings = holdings_by_item(decision.collection)
    drafts = [_draft(answer, holdings[answer.item_id]) for answer in answers]
    for draft in drafts:
        faults |= set(_answer_faults(draft))
    if _is_revealed(drafts):
        faults.add("REVEALED")
    return sorted(faults)


def _draft(answer: DecisionItem, holdings: Holdings) -> _Draft:
    return _Draft(
        answer=answer,
        holdings=holdings,
        measures=measures_of(answer),
        promises=planned_in(answer),
        detail=item_detail(answer.item),
    )


def _answer_faults(draft: _Draft) -> Iterator[str]:
    if needs_investigation(draft.answer.item) and investigation_of(draft.answer.item) is None:
        yield "NOT_INVESTIGATED"
    yield from _telling_faults(draft)
    if draft.answer.item.kind in ACTING_KINDS:
        yield from _doing_faults(draft)
        yield from _keeping_faults(draft)


def _telling_faults(draft: _Draft) -> Iterator[str]:
    answer, holdings = draft.answer, draft.holdings
    if answer.outcome == "FULL" and holdings.is_partial:
        yield "NOT_PARTIAL"
    if answer.outcome == "PARTIAL" and not holdings.is_partial:
        yield "NOTHING_LEFT_OUT"
    told = holdings.located if answer.outcome == "NOTIFIED" else holdings.disclosed
    if answer.outcome in ("FULL", "PARTIAL", "NOTIFIED") and not told:
        yield "NOTHING_TO_DISCLOSE"
    if answer.code == "N1":
        yield from _absence_faults(answer.item.kind, holdings)


def _absence_faults(kind: str, holdings: Holdings) -> Iterator[str]:
    if _exists(kind, holdings):
        yield "DATA_EXISTS"
    elif _asked(kind, holdings.unsearched) and not _asked(kind, holdings.searched):
        yield "NOT_SEARCHED"


def _exists(kind: str, holdings: Holdings) -> bool:
    """Whether something was found."""
    if kind not in DISCLOSING_KINDS and kind not in ACTING_KINDS:
        return bool(holdings.located)
    return bool(_asked(kind, [*holdings.located, *holdings.hidden]))


def _asked(kind: str, parts: Iterable[CollectedCategory]) -> list[CollectedCategory]:
    """Without what the desk keeps of the request itself, which is none of the data whose
    correction, suspension or erasure is asked.
    """
    return [part for part in parts if kind not in ACTING_KINDS or not _is_the_portals(part)]


def _doing_faults(draft: _Draft) -> Iterator[str]:
    answer = draft.answer
    if answer.outcome in ACTING and not draft.measures:
        yield "NO_MEASURE"
    if answer.outcome == "ALTERNATIVE" and not draft.promises:
        yield "NO_PROMISE"
    if answer.outcome == "DONE" and _fields_left(draft):
        yield "FIELD_NOT_CORRECTED"
    if _does_all(draft) and (_extents(draft) or _untouched(draft)):
        yield "ONLY_PART"
    if answer.outcome == "REFUSED":
        yield from _refusal_faults(draft)


def _refusal_faults(draft: _Draft) -> Iterator[str]:
    codes = [draft.answer.code, *draft.answer.further_codes]
    if unanswered_grounds(draft.detail.get("grounds", []), codes):
        yield "GROUND_UNANSWERED"
    if "S3" in codes and _breach_happened(draft.answer.item):
        yield "BREACH_HAPPENED"


def _breach_happened(item: CaseItem) -> bool:
    """Whether a reportable breach concerned this person and what the item is about.

    A breach whose categories are not known yet may have been of any data.
    """
    asked = {category.pk for category in categories_of(item)}
    for breach in reportable_breaches_concerning(item.case.subject):
        categories = {category.pk for category in breach.categories.all()}
        if not categories or categories & asked:
            return True
    return False


def _fields_left(draft: _Draft) -> set[str]:
    """Fields whose correction was asked and that no measure corrects."""
    asked = {row.get("field", "") for row in draft.detail.get("corrections", [])}
    return asked - {measure_detail(measure).get("field", "") for measure in draft.measures}


def _does_all(draft: _Draft) -> bool:
    """Whether the answer says that all that was asked is done, with measures to show for it."""
    answer = draft.answer
    return answer.outcome == "DONE" and bool(draft.measures) and not draft.detail.get("extent")


def _untouched(draft: _Draft) -> set[int]:
    """Categories that were located and that no measure reaches, though all of it was asked.

    What this portal keeps of the request itself is none of it, and provision can be stopped only
    for what somebody receives.
    """
    if draft.answer.item.kind not in STOPPING_KINDS:
        return set()
    located = {part.category for part in draft.holdings.located if not _is_the_portals(part)}
    if draft.answer.item.kind == "PROVISION_STOP":
        located = {row for row in located if row.recipients.filter(active=True).exists()}
    return {row.pk for row in located} - {measure.category_id for measure in draft.measures}


def _is_the_portals(part: CollectedCategory) -> bool:
    return part.result is not None and part.result.source.connector == Connector.PORTAL


def _extents(draft: _Draft) -> bool:
    return any(measure_detail(measure).get("extent_ja") for measure in draft.measures)


def _keeping_faults(draft: _Draft) -> Iterator[str]:
    """Laws that oblige to keep: what they cover is spared now and promised for their end."""
    destroyed = [measure for measure in draft.measures if measure.action in DESTROYING]
    kept = retentions_of([measure.category for measure in destroyed])
    promised = {row.retention_id for row in draft.promises}
    for measure in destroyed:
        laws = kept.get(measure.category_id, [])
        if laws and not measure_detail(measure).get("extent_ja"):
            yield "AGAINST_THE_LAW"
        elif {law.pk for law in laws} - promised:
            yield "LATER_ERASURE_NOT_PROMISED"
    if _spares_all(draft) and not any(
        row.kind == PromiseKind.ERASE_AFTER_RETENTION for row in draft.promises
    ):
        yield "LATER_ERASURE_NOT_PROMISED"


def _spares_all(draft: _Draft) -> bool:
    """Whether an erasure is put off as a whole though a law covers all that was located."""
    answer = draft.answer
    if answer.item.kind != "ERASURE" or answer.outcome not in ("MILDER_MEASURE", "ALTERNATIVE"):
        return False
    located = {part.category for part in draft.holdings.located}
    return bool(located) and set(retentions_of(located)) == {row.pk for row in located}


def _is_revealed(drafts: list[_Draft]) -> bool:
    """Whether what one answer hides (X1) shows through another of the same letter."""
    hidden = {part.category_id for draft in drafts for part in draft.holdings.hidden}
    touched = {row.category_id for draft in drafts for row in draft.measures}
    if hidden & touched:
        return True
    secret = {
        category.pk
        for draft in drafts
        if draft.answer.code == HIDDEN
        for category in categories_of(draft.answer.item)
    }
    return bool(secret) and any(_shows(draft, secret) for draft in drafts)


def _shows(draft: _Draft, secret: set[int]) -> bool:
    """Whether an answer tells of data in `secret` categories; "nothing found" never does."""
    if draft.told_nothing:
        return False
    return any(category.pk in secret for category in categories_of(draft.answer.item))

"""What the case page shows of fulfilment, in one read."""

from dataclasses import dataclass
from datetime import datetime

from dsr.cases.models import Case
from dsr.fulfilment.models import (
    Collection,
    Decision,
    DecisionItem,
    Delivery,
    Package,
    SourceResult,
)
from dsr.fulfilment.selectors.actions import ItemActions, actions_by_item
from dsr.fulfilment.selectors.collections import Progress, collection_of, progress_of
from dsr.fulfilment.selectors.decisions import decision_of, package_of
from dsr.fulfilment.selectors.deliveries import delivery_of, download_state
from dsr.fulfilment.selectors.draft_faults import draft_faults


@dataclass(frozen=True, kw_only=True)
class FulfilmentSummary:
    """Where fulfilment of a case stands; each part is None until it exists.

    Arguments:
        results: the latest collection's sources, by code.
        faults: what keeps the draft from being submitted (selectors.draft_faults).
        download_state: OPEN, EXPIRED, REVOKED, USED_UP or GONE; "" without a download.
        actions: what is done in the sources, item by item; empty until an approval.
    """

    collection: Collection | None
    progress: Progress | None
    results: list[SourceResult]
    decision: Decision | None
    answers: list[DecisionItem]
    faults: list[str]
    package: Package | None
    delivery: Delivery | None
    download_state: str
    actions: list[ItemActions]


def fulfilment_summary(case: Case, *, now: datetime) -> FulfilmentSummary:
    """Everything the case page shows of fulfilment, without opening anything sealed."""
    collection = collection_of(case)
    decision = decision_of(case)
    if decision is not None and decision.collection_id != (collection and collection.pk):
        decision = None  # of an earlier collection: it no longer counts
    delivery = delivery_of(case)
    return FulfilmentSummary(
        collection=collection,
        progress=progress_of(collection) if collection else None,
        results=_results(collection),
        decision=decision,
        answers=_answers(decision),
        faults=draft_faults(case, decision) if collection else [],
        package=package_of(decision) if decision else None,
        delivery=delivery,
        download_state=download_state(delivery, now=now) if delivery else "",
        actions=actions_by_item(case) if case.acting_began_at else [],
    )


def _results(collection: Collection | None) -> list[SourceResult]:
    if collection is None:
        return []
    rows = collection.results.select_related("source", "task__assignee")
    return list(rows.order_by("source__code"))


def _answers(decision: Decision | None) -> list[DecisionItem]:
    if decision is None:
        return []
    return list(decision.items.select_related("item").order_by("item__position"))

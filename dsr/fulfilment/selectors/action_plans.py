"""Who must be told of each measure of a decision, and how: shown before it is approved."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dsr.cases.models import Case
from dsr.fulfilment.enums import ActionKind, ActionRoute, HolderKind
from dsr.fulfilment.gateways.source_protocol import IdentifierKind
from dsr.fulfilment.models import ActionTask, DataSource, Decision, Measure
from dsr.fulfilment.selectors.identifiers import verified_identifiers
from dsr.fulfilment.selectors.measure_details import action_detail, measure_detail
from policies.models import DataCategory, Processor, Recipient
from policies.selectors.holders import processors_of, recipients_of

Holder = DataSource | Processor | Recipient
# Recipients keep their own copy: they hear of what was changed or erased, and above all of a stop.
# A suspension of our own use is nothing to them.
TOLD_TO_RECIPIENTS = tuple(kind for kind in ActionKind if kind != ActionKind.SUSPEND)
PORTAL_ACTS = (ActionKind.ERASE, ActionKind.ANONYMISE)  # the rest of the portal is done by hand
ENTIRE: dict[str, Any] = {}  # the detail of a measure on a whole category


@dataclass(frozen=True, kw_only=True)
class PlannedAction:
    """One measure at one holder."""

    measure: Measure
    detail: dict[str, Any]
    holder_kind: HolderKind
    holder: Holder
    route: ActionRoute

    @property
    def key(self) -> tuple[Any, ...]:
        """What makes it the same action as one of an earlier approval."""
        measure = self.measure
        content = _content(measure.action, measure.category_id, self.detail)
        return (*content, self.holder_kind.value, self.holder.pk)


def key_of(task: ActionTask) -> tuple[Any, ...]:
    """The same for an action that was ordered already. Raises UnableToUnseal."""
    content = _content(task.action, task.category_id, action_detail(task))
    return (*content, task.holder_kind, task.holder.pk)


def _content(action: str, category_id: int, detail: dict[str, Any]) -> tuple[Any, ...]:
    return (str(action), category_id, json.dumps(detail, sort_keys=True))


def measures_in_force(decision: Decision) -> list[Measure]:
    """What the decision says will be done, in the order of the items."""
    rows = Measure.objects.filter(decision_item__decision=decision)
    rows = rows.select_related("category", "decision_item__item__case__data_key")
    return list(rows.order_by("decision_item__item__position", "position"))


def action_plan(decision: Decision) -> list[PlannedAction]:
    """Every measure at every holder of its category. Raises UnableToUnseal."""
    case = decision.collection.case
    found = is_found_by_interfaces(case)
    return [
        PlannedAction(
            measure=measure,
            detail=detail,
            holder_kind=kind,
            holder=holder,
            route=_route(holder, ActionKind(measure.action), entire=not detail, found=found),
        )
        for measure in measures_in_force(decision)
        for detail in [measure_detail(measure)]
        for kind, holder in _holders(measure)
    ]


def without_holder(decision: Decision, plan: Iterable[PlannedAction]) -> list[DataCategory]:
    """Categories something is to be done to, though nobody is known to hold them."""
    held = {planned.measure.pk for planned in plan}
    return [row.category for row in measures_in_force(decision) if row.pk not in held]


def member_id_of(case: Case) -> str:
    """The verified member id, by which interfaces find the person; "" where none was verified."""
    for identifier in verified_identifiers(case):
        if identifier.kind is IdentifierKind.MEMBER_ID:
            return identifier.value
    return ""


def is_found_by_interfaces(case: Case) -> bool:
    """Whether an interface can be told whom it is about."""
    return bool(member_id_of(case))


def _holders(measure: Measure) -> list[tuple[HolderKind, Holder]]:
    sources = DataSource.objects.filter(active=True, categories=measure.category)
    found: list[tuple[HolderKind, Holder]] = [
        (HolderKind.SOURCE, source) for source in sources.order_by("code")
    ]
    found += [(HolderKind.PROCESSOR, holder) for holder in processors_of(measure.category)]
    if measure.action in TOLD_TO_RECIPIENTS:
        found += [(HolderKind.RECIPIENT, holder) for holder in recipients_of(measure.category)]
    return found


def _route(holder: Holder, action: ActionKind, *, entire: bool, found: bool) -> ActionRoute:
    """The holder's own route, or by hand where that one cannot carry this action."""
    route = ActionRoute(holder.action_route)
    carried = {
        ActionRoute.HTTP: found,
        ActionRoute.PORTAL: action in PORTAL_ACTS and entire,
        ActionRoute.MANUAL: True,
    }
    return route if carried[route] else ActionRoute.MANUAL

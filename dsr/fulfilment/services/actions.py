"""Acting in the sources: an approved decision becomes one task per measure and holder."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from accounts.domain.actor import Actor
from accounts.gateways.sealing import seal_json
from dsr.cases.enums import Step
from dsr.cases.models import Case
from dsr.cases.services.workflow import take_step
from dsr.fulfilment.enums import ActionRoute, ActionStatus, HolderKind
from dsr.fulfilment.models import ActionTask
from dsr.fulfilment.selectors.action_plans import (
    PlannedAction,
    action_plan,
    key_of,
    without_holder,
)
from dsr.fulfilment.selectors.actions import OPEN, action_note_context, actions_of
from dsr.fulfilment.selectors.measure_details import action_detail_context
from dsr.fulfilment.services.action_endings import finish_when_done
from dsr.fulfilment.services.action_runs import queue_action
from dsr.fulfilment.services.approvals import check_approval
from policies.domain.calendar import jst_date
from policies.enums import DayKind
from policies.selectors.rules import count_days

SUPERSEDED_JA = "決定が変わり、この対応は不要になりました。"
SUPERSEDED_EN = "The decision changed; this is no longer to be done."


class UnableToBeginActions(Exception):
    """Not begun, nothing changed: nobody is known to hold `categories`, codes of the register."""

    def __init__(self, message: str, *, categories: Iterable[str]) -> None:
        super().__init__(message)
        self.code = "NO_HOLDER"
        self.categories = tuple(categories)


@transaction.atomic
def begin_actions(
    *,
    case_id: int,
    actor: Actor,
    now: datetime,
    alone_reason: str = "",
    seen: int | None = None,
) -> Case:
    """Approve what was prepared and tell every holder to act on it.

    Interfaces and this portal are told by jobs; everything else becomes a task for a person, due by
    the holder's own number of business days. What an earlier approval ordered and somebody
    confirmed is not done twice; what it ordered and this one does not is called off. With nothing
    left to do the case is ready for release at once.

    Arguments:
        alone_reason: why preparer and approver are one person, only where the organisation works
            alone; kept sealed.

    Raises UnableToBeginActions, UnableToApprove, UnableToTakeStep.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("data_key").get(pk=case_id)
    decision, columns = check_approval(case=case, alone_reason=alone_reason, actor=actor, now=now)
    plan = action_plan(decision)
    missing = [category.code for category in without_holder(decision, plan)]
    if missing:
        raise UnableToBeginActions(
            f"Nobody is known to hold {', '.join(missing)}.", categories=missing
        )
    taken = take_step(
        case_id=case_id, step=Step.BEGIN_ACTIONS, actor=actor, now=now, seen=seen, columns=columns,
        facts={"content": decision.content_sha256, "actions": len(plan)},
    )  # fmt: skip
    _order(case, plan, now)
    finish_when_done(case=taken, now=now)
    return Case.objects.get(pk=case_id)


def _order(case: Case, plan: Iterable[PlannedAction], now: datetime) -> None:
    known = {key_of(task): task for task in actions_of(case)}
    for planned in plan:
        task = known.pop(planned.key, None)
        if task is None:
            _make(case, planned, now)
        elif task.status == ActionStatus.CONFIRMED:
            task.measure, task.item = planned.measure, planned.measure.decision_item.item
            task.save(update_fields=["measure", "item"])
        else:
            _renew(case, task, planned, now)
    for task in known.values():
        if task.status in OPEN:
            _call_off(case, task)


def _make(case: Case, planned: PlannedAction, now: datetime) -> None:
    measure = planned.measure
    task = ActionTask(
        item=measure.decision_item.item,
        measure=measure,
        action=measure.action,
        category=measure.category,
        holder_kind=planned.holder_kind,
        route=planned.route,
        made_at=now,
        due_date=_due(planned, now),
        assignee_id=case.owner_id,
        **{_COLUMN[planned.holder_kind]: planned.holder},
    )
    if planned.detail:
        context = action_detail_context(task)
        task.detail_sealed = seal_json(case.data_key, planned.detail, context=context)
    task.save(force_insert=True)
    if task.route != ActionRoute.MANUAL:
        queue_action(task=task, now=now, seconds=0)


_COLUMN = {
    HolderKind.SOURCE: "source", HolderKind.PROCESSOR: "processor",
    HolderKind.RECIPIENT: "recipient",
}  # fmt: skip


def _renew(case: Case, task: ActionTask, planned: PlannedAction, now: datetime) -> None:
    """Ordered before and never confirmed: from the start, under the same id."""
    task.measure, task.item = planned.measure, planned.measure.decision_item.item
    task.route, task.status = planned.route, ActionStatus.WAITING
    task.attempts += 1  # whatever still runs may no longer settle
    task.failures, task.last_error = 0, ""
    task.accepted_at, task.note_sealed = None, None
    task.due_date = _due(planned, now)
    task.assignee_id = task.assignee_id or case.owner_id
    task.save()
    if task.route != ActionRoute.MANUAL:
        queue_action(task=task, now=now, seconds=0)


def _call_off(case: Case, task: ActionTask) -> None:
    """Ordered before and not any more: no measure of the decision stands behind it now."""
    task.status, task.measure = ActionStatus.CANCELLED, None
    task.attempts += 1
    task.note_sealed = seal_json(
        case.data_key, {"ja": SUPERSEDED_JA, "en": SUPERSEDED_EN}, context=action_note_context(task)
    )
    task.save(update_fields=["status", "measure", "attempts", "note_sealed"])


def _due(planned: PlannedAction, now: datetime) -> date:
    days = planned.holder.task_days
    return count_days(jst_date(now), days=days, day_kind=DayKind.BUSINESS)

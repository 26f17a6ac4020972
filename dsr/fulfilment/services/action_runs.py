"""One action at one holder: claim it, tell the holder with no transaction open, settle."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from procrastinate.contrib.django import app as jobs

from accounts.gateways.sealing import seal_json
from accounts.personal_data.registry import erase_category
from dsr.cases.enums import Gate, Status
from dsr.cases.models import Case
from dsr.fulfilment.domain.action_waits import next_question
from dsr.fulfilment.domain.retries import next_wait
from dsr.fulfilment.enums import ActionRoute, ActionStatus
from dsr.fulfilment.gateways.action_endpoint import (
    ActionEndpointUnavailable,
    ActionMessage,
    ActionNotTaken,
    ActionRefused,
    HolderAnswer,
    HolderSays,
    ask_about_action,
    send_action,
)
from dsr.fulfilment.gateways.action_fault import ActionFault
from dsr.fulfilment.models import ActionTask
from dsr.fulfilment.selectors.action_endpoints import endpoint_of
from dsr.fulfilment.selectors.action_plans import member_id_of
from dsr.fulfilment.selectors.actions import action_note_context
from dsr.fulfilment.selectors.measure_details import action_detail
from dsr.fulfilment.services.action_endings import finish_when_done
from policies.domain.calendar import jst_date

RUN_ACTION = "dsr_fulfilment.run_action"
CALL_LASTS = timedelta(minutes=10)  # far longer than a call: then its worker is dead
EARLY = timedelta(seconds=5)  # a job may be a little ahead of its time


@dataclass(frozen=True, kw_only=True)
class _Call:
    """One attempt: what is said to whom."""

    task: ActionTask
    message: ActionMessage
    asks: bool  # the holder accepted before: only ask how far it is


def queue_action(*, task: ActionTask, now: datetime, seconds: int) -> None:
    """Have the action done in so many seconds; the time is on the row, for the sweeper."""
    task.try_at = now + timedelta(seconds=seconds)
    task.save(update_fields=["try_at"])
    later = jobs.configure_task(RUN_ACTION, allow_unknown=True, schedule_in={"seconds": seconds})
    later.defer(task_id=str(task.pk))


def run_action(*, task_id: UUID, now: datetime) -> ActionTask:
    """Do one action that needs no person. Running it again, or too early, changes nothing.

    A passing failure queues the next attempt; after the last, and for one that somebody must mend,
    the action is FAILED with its fault. Where the holder said "later" it is asked until the action
    is due. A confirmation is written whatever became of the case meanwhile: it is a fact.
    """
    call = _claim(task_id, now)
    if call is not None:
        _settle(call, _speak(call, now), now)
    return ActionTask.objects.get(pk=task_id)


def requeue_actions(*, now: datetime) -> int:
    """Queue again what should have run long ago: its job was lost, or its worker died."""
    before = now - CALL_LASTS
    late = ActionTask.objects.filter(
        Q(try_at__lt=before) | Q(try_at__isnull=True),
        route__in=[ActionRoute.HTTP, ActionRoute.PORTAL],
        status__in=[ActionStatus.WAITING, ActionStatus.SENT],
        item__case__status=Status.ACTING,
    )
    ids = list(late.order_by("made_at", "pk").values_list("pk", flat=True))
    for task_id in ids:
        jobs.configure_task(RUN_ACTION, allow_unknown=True).defer(task_id=str(task_id))
    return len(ids)


@transaction.atomic
def _claim(task_id: UUID, now: datetime) -> _Call | None:
    task = _lock(task_id)
    if not _is_due(task, now):
        return None
    if task.route == ActionRoute.PORTAL:
        _erase_here(task, now)
        return None
    task.status = ActionStatus.SENT
    task.attempts += 1
    task.sent_at = now
    task.try_at = now + CALL_LASTS
    task.save(update_fields=["status", "attempts", "sent_at", "try_at"])
    message = ActionMessage(
        id=str(task.pk),
        action=task.action,
        category=task.category.code,
        requested_at=task.made_at,
        member_id=member_id_of(task.item.case),
        detail=action_detail(task),
    )
    return _Call(task=task, message=message, asks=task.accepted_at is not None)


def _is_due(task: ActionTask, now: datetime) -> bool:
    waits = task.status in (ActionStatus.WAITING, ActionStatus.SENT)
    early = task.try_at is not None and now < task.try_at - EARLY
    case = task.item.case
    # Authority that ended meanwhile stops what is not yet sent; what holders did stays a fact.
    acting = case.status == Status.ACTING and case.authority_gate in (Gate.PASSED, Gate.NOT_NEEDED)
    return waits and acting and not early and task.route != ActionRoute.MANUAL


def _lock(task_id: UUID) -> ActionTask:
    """The action, locked after its case."""
    case_id = ActionTask.objects.values_list("item__case_id", flat=True).get(pk=task_id)
    Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    return (
        ActionTask.objects.select_for_update(of=("self",))
        .select_related(
            "item__case__data_key", "item__case__subject__data_key", "item__case__requester",
            "category", "source", "processor", "recipient",
        )
        .get(pk=task_id)
    )  # fmt: skip


def _speak(call: _Call, now: datetime) -> HolderAnswer | ActionNotTaken:
    task = call.task
    try:
        if not call.message.member_id:
            raise ActionRefused(ActionFault.NO_IDENTIFIER)
        endpoint = endpoint_of(holder_kind=task.holder_kind, code=task.holder.code)
        if call.asks:
            known = ask_about_action(endpoint=endpoint, message_id=call.message.id, now=now)
            if known is not None:
                return known
        return send_action(endpoint=endpoint, message=call.message, now=now)
    except ActionNotTaken as failure:
        return failure


@transaction.atomic
def _settle(call: _Call, answer: HolderAnswer | ActionNotTaken, now: datetime) -> None:
    task = _lock(call.task.pk)
    if task.attempts != call.task.attempts or task.status != ActionStatus.SENT:
        return  # a later attempt, or a person, took over
    if isinstance(answer, ActionEndpointUnavailable):
        _try_later(task, answer, now)
    elif isinstance(answer, ActionNotTaken):
        _fail(task, answer.fault, answer.code)
    elif answer.says is HolderSays.ACCEPTED:
        _wait_for_holder(task, now)
    else:
        _confirm(task, answer.affected or 0, now)


def _try_later(task: ActionTask, failure: ActionNotTaken, now: datetime) -> None:
    task.failures += 1
    wait = next_wait(task.failures)
    if wait is None:
        _fail(task, failure.fault, failure.code)
        return
    task.last_error = failure.fault.value
    if task.accepted_at is None:
        task.status = ActionStatus.WAITING
    task.save(update_fields=["failures", "last_error", "status"])
    queue_action(task=task, now=now, seconds=wait)


def _wait_for_holder(task: ActionTask, now: datetime) -> None:
    task.accepted_at = task.accepted_at or now
    task.failures, task.last_error = 0, ""
    task.save(update_fields=["accepted_at", "failures", "last_error"])
    if jst_date(now) > task.due_date:
        _fail(task, ActionFault.TOO_SLOW, "")
        return
    queue_action(task=task, now=now, seconds=next_question(now - task.accepted_at))


def _fail(task: ActionTask, fault: ActionFault, code: str) -> None:
    task.status = ActionStatus.FAILED
    task.last_error = f"{fault.value}:{code}" if code else fault.value
    task.try_at = None
    task.save(update_fields=["status", "last_error", "failures", "try_at", "note_sealed"])


def _confirm(task: ActionTask, affected: int, now: datetime) -> None:
    task.status = ActionStatus.CONFIRMED
    task.confirmed_at = now
    task.affected = affected
    task.last_error, task.try_at = "", None
    task.save()
    finish_when_done(case=task.item.case, now=now)


def _erase_here(task: ActionTask, now: datetime) -> None:
    """What this portal itself holds: erased as far as lawful, the rest named with its reason."""
    case = task.item.case
    task.attempts += 1
    task.sent_at = now
    task.save(update_fields=["attempts", "sent_at"])
    done = erase_category(case.subject, task.category.code, now=now)
    kept = [erasure for erasure in done if erasure.kept_ja]
    if kept:
        words = {"ja": "\n".join(e.kept_ja for e in kept), "en": "\n".join(e.kept_en for e in kept)}
        task.note_sealed = seal_json(case.data_key, words, context=action_note_context(task))
    erased = sum(erasure.erased for erasure in done)
    if kept and not erased:
        _fail(task, ActionFault.KEPT, "")
        return
    _confirm(task, erased, now)

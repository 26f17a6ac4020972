"""What people do about actions in sources: confirm with proof, try again, take over, call off."""

from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.db import transaction

from accounts.domain.actor import Actor
from accounts.enums import FilePurpose
from accounts.gateways.rerender import rerender
from accounts.gateways.scanner import ScanVerdict, scan
from accounts.gateways.sealing import seal_json
from accounts.services.files import store_file
from dsr.cases.enums import Status
from dsr.cases.models import Case
from dsr.fulfilment.enums import ActionRoute, ActionStatus
from dsr.fulfilment.models import ActionTask
from dsr.fulfilment.selectors.actions import OPEN, action_note_context
from dsr.fulfilment.services.action_endings import finish_when_done
from dsr.fulfilment.services.action_runs import queue_action

ACT = "dsr_fulfilment.act_in_sources"
CALL_OFF = "dsr_fulfilment.release_package"
MOST_AFFECTED = 2**31 - 1


class UnableToAct(Exception):
    """Refused, nothing changed.

    `code`: NOT_PERMITTED, NOT_ACTING (the case is not being acted on), CONCLUDED, NOT_BY_HAND (the
    holder's interface does it), BY_HAND, NOTE_MISSING, COUNT or INFECTED.
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


def confirm_action(
    *,
    task_id: UUID,
    note: str,
    proof: BinaryIO,
    proof_name: str,
    affected: int,
    actor: Actor,
    now: datetime,
) -> ActionTask:
    """Say that an action was done by hand, with the proof; the last one of a case ends the acting.

    Arguments:
        note: how it was done and by whom, kept sealed.
        proof: a picture or PDF, such as the holder's own confirmation; scanned and drawn anew.
        affected: how many records were changed.

    Raises UnableToAct, UnableToRerender, RerenderUnavailable, ScannerUnavailable.
    """
    if not 0 < affected <= MOST_AFFECTED:
        raise UnableToAct("Something was changed, or nothing is held there.", code="COUNT")
    _check_proof(proof)
    drawn = rerender(proof, declared_name=proof_name)
    with transaction.atomic():
        task = _lock_manual(task_id, actor)
        task.proof = store_file(
            chunks=[drawn.content],
            data_key=task.item.case.data_key,
            purpose=FilePurpose.ACTION_PROOF,
            name=drawn.file_name,
            media_type=drawn.media_type,
            purge_on=None,
            now=now,
        )
        return _confirm(task, note=note, affected=affected, actor=actor, now=now)


@transaction.atomic
def report_nothing_held(*, task_id: UUID, note: str, actor: Actor, now: datetime) -> ActionTask:
    """Say that the holder was searched and has nothing of this; `note` says how. Needs no proof.

    Raises UnableToAct.
    """
    task = _lock_manual(task_id, actor)
    return _confirm(task, note=note, affected=0, actor=actor, now=now)


@transaction.atomic
def assign_action(*, task_id: UUID, assignee_id: int, actor: Actor, now: datetime) -> ActionTask:
    """Give an open action to somebody. Raises UnableToAct."""
    task = _lock_open(task_id, actor, ACT)
    task.assignee_id = assignee_id
    task.chase_level, task.chased_on = 0, None
    task.save(update_fields=["assignee_id", "chase_level", "chased_on"])
    return task


@transaction.atomic
def retry_action(*, task_id: UUID, actor: Actor, now: datetime) -> ActionTask:
    """Tell the holder's interface again, under the same id. Raises UnableToAct."""
    task = _lock_open(task_id, actor, ACT)
    if task.route == ActionRoute.MANUAL:
        raise UnableToAct("A person does this one.", code="BY_HAND")
    task.status = ActionStatus.WAITING
    task.attempts += 1  # whatever still runs may no longer settle
    task.failures, task.last_error, task.accepted_at = 0, "", None
    task.save()
    queue_action(task=task, now=now, seconds=0)
    return task


@transaction.atomic
def take_action_over(*, task_id: UUID, actor: Actor, now: datetime) -> ActionTask:
    """Do it by hand instead: the interface is told no more. Raises UnableToAct."""
    task = _lock_open(task_id, actor, ACT)
    if task.route == ActionRoute.MANUAL:
        raise UnableToAct("A person does this one.", code="BY_HAND")
    task.route, task.status = ActionRoute.MANUAL, ActionStatus.WAITING
    task.attempts += 1
    task.try_at = None
    task.assignee_id = task.assignee_id or actor.user_id
    task.save()
    return task


@transaction.atomic
def cancel_action(*, task_id: UUID, reason: str, actor: Actor, now: datetime) -> ActionTask:
    """Call an action off, with a reason: only whoever may approve. Raises UnableToAct."""
    task = _lock_open(task_id, actor, CALL_OFF)
    task.status = ActionStatus.CANCELLED
    task.attempts += 1
    task.try_at = None
    _seal_note(task, reason)
    task.save()
    finish_when_done(case=task.item.case, now=now)
    return task


def _confirm(
    task: ActionTask, *, note: str, affected: int, actor: Actor, now: datetime
) -> ActionTask:
    task.status = ActionStatus.CONFIRMED
    task.confirmed_at, task.confirmed_by_id = now, actor.user_id
    task.affected = affected
    task.last_error = ""
    _seal_note(task, note)
    task.save()
    finish_when_done(case=task.item.case, now=now)
    return task


def _seal_note(task: ActionTask, text: str) -> None:
    if not text.strip():
        raise UnableToAct("Say it in words.", code="NOTE_MISSING")
    words = {"ja": text.strip(), "en": ""}
    task.note_sealed = seal_json(task.item.case.data_key, words, context=action_note_context(task))


def _check_proof(proof: BinaryIO) -> None:
    verdict = scan(iter(lambda: proof.read(65_536), b""))
    proof.seek(0)
    if verdict is ScanVerdict.INFECTED:
        raise UnableToAct("The scanner found malware.", code="INFECTED")


def _lock_manual(task_id: UUID, actor: Actor) -> ActionTask:
    task = _lock_open(task_id, actor, ACT)
    if task.route != ActionRoute.MANUAL:
        raise UnableToAct("The holder's interface does this one.", code="NOT_BY_HAND")
    return task


def _lock_open(task_id: UUID, actor: Actor, permission: str) -> ActionTask:
    """An open action of a case that is being acted on, locked after its case."""
    if not actor.may(permission):
        raise UnableToAct("Not this actor's to do.", code="NOT_PERMITTED")
    case_id = ActionTask.objects.values_list("item__case_id", flat=True).get(pk=task_id)
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    task = (
        ActionTask.objects.select_for_update(of=("self",))
        .select_related("item__case__data_key")
        .get(pk=task_id)
    )
    if case.status != Status.ACTING:
        raise UnableToAct(f"The case is {case.status}.", code="NOT_ACTING")
    if task.status not in OPEN:
        raise UnableToAct(f"The action is {task.status}.", code="CONCLUDED")
    return task

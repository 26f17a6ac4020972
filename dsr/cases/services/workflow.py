"""The only writer of a case's status."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app as jobs

from accounts.domain.actor import REQUESTER, STAFF, Actor
from accounts.enums import MailTemplate
from accounts.services.outbox import queue_mail
from dsr.cases.domain import workflow
from dsr.cases.domain.workflow import Transition
from dsr.cases.enums import ENDED, AnswerGoesTo, PauseReason, Status, Step
from dsr.cases.models import Case, CaseEvent, ClockPause
from dsr.cases.services.message_attachments import keep_attachments_until_purge
from dsr.cases.services.notes import keep_reason
from dsr.cases.services.status_dates import dates_of_change
from policies.domain.calendar import jst_date

PAUSED_FOR = {
    "F1": PauseReason.IDENTITY_ASKED,
    "F2": PauseReason.AUTHORITY_ASKED,
    "F3": PauseReason.CORRECTION_ASKED,
    "F4": PauseReason.FEE_ASKED,
}


class UnableToTakeStep(Exception):
    """The step was refused and nothing changed.

    `code`: WRONG_STATUS, NOT_PERMITTED, GUARD, REASON_MISSING or STALE; `guards` names the unmet
    guards for GUARD.
    """

    def __init__(self, message: str, *, code: str, guards: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.guards = guards


@transaction.atomic
def take_step(
    *,
    case_id: int,
    step: Step,
    actor: Actor,
    now: datetime,
    reason: str = "",
    facts: Mapping[str, Any] | None = None,
    columns: Mapping[str, Any] | None = None,
    seen: int | None = None,
) -> Case:
    """Take one step of the workflow table: status, event, pause, mail and jobs in one transaction.

    Arguments:
        case_id: primary key of the case; its row is locked until the transaction ends.
        step: which row of the table.
        actor: who takes it; a requester only on their own case.
        now: when.
        reason: why; mandatory where the table says so; kept sealed beside the ledger.
        facts: ids, codes, dates and counts for the event; never values.
        columns: columns of the case that the calling verb sets in the same write (a gate, a date).
        seen: number of the last event the actor saw; the step is refused if more has happened.

    Raises:
        UnableToTakeStep: nothing changed.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("requester").get(pk=case_id)
    transition = workflow.BY_STEP[step]
    _check(case, transition, actor, reason=reason, seen=seen)
    before = case.status
    after = workflow.target_status(transition, case)
    _write_status(case, after, actor, now, columns or {})
    if after != before:
        _keep_pause(case, before, after, now, asked=str((facts or {}).get("code", "")))
        keep_attachments_until_purge(case=case, now=now)
    CaseEvent.objects.create(
        chain=case.reference,
        case=case,
        at=now,
        step=step,
        from_status=before,
        to_status=after,
        actor_kind=actor.kind,
        actor_id=actor.user_id,
        actor_name=actor.name,
        reason=keep_reason(case=case, text=reason, actor=actor, now=now) if reason else None,
        facts=dict(facts or {}),
    )
    _tell(case, transition, now)
    return case


def _check(
    case: Case, transition: Transition, actor: Actor, *, reason: str, seen: int | None
) -> None:
    if seen is not None and case.events.count() != seen:
        raise UnableToTakeStep("Somebody else worked on this case meanwhile.", code="STALE")
    if not is_permitted(case, transition, actor):
        raise UnableToTakeStep(f"{transition.step} is not for this actor.", code="NOT_PERMITTED")
    if case.status not in transition.sources:
        raise UnableToTakeStep(
            f"{transition.step} cannot be taken while {case.status}.", code="WRONG_STATUS"
        )
    unmet = workflow.unmet_guards(transition, case)
    if unmet:
        raise UnableToTakeStep(
            f"{transition.step} needs {', '.join(unmet)}.", code="GUARD", guards=tuple(unmet)
        )
    if transition.needs_reason and not reason.strip():
        raise UnableToTakeStep(f"{transition.step} needs a reason.", code="REASON_MISSING")


def is_permitted(case: Case, transition: Transition, actor: Actor) -> bool:
    """Whether `actor` may take this step on this case at all; staff never on their own request."""
    if actor.kind not in transition.by:
        return False
    if actor.kind == STAFF:
        return actor.user_id != case.requester_id and actor.may(transition.permission)
    if actor.kind == REQUESTER:
        return actor.user_id == case.requester_id
    return True


def _write_status(
    case: Case, after: str, actor: Actor, now: datetime, columns: Mapping[str, Any]
) -> None:
    changed = {**dates_of_change(case, after=after, actor=actor, now=now), **columns}
    for name, value in changed.items():
        setattr(case, name, value)
    case.status = after
    case.save(update_fields=["status", *changed])


def _keep_pause(case: Case, before: str, after: str, now: datetime, *, asked: str) -> None:
    """A target stands still exactly while the case waits; what was asked ends with the waiting."""
    if after == Status.WAITING_FOR_REQUESTER:
        ClockPause.objects.create(
            case=case,
            reason=PAUSED_FOR.get(asked, PauseReason.CORRECTION_ASKED),
            started_on=jst_date(now),
        )
    elif before == Status.WAITING_FOR_REQUESTER:
        case.pauses.filter(ended_on__isnull=True).update(ended_on=jst_date(now))
        ended = {"ended_at": now} if after in ENDED else {"answered_at": now}
        case.defect_requests.filter(answered_at__isnull=True, ended_at__isnull=True).update(**ended)


def _tell(case: Case, transition: Transition, now: datetime) -> None:
    if transition.notice:
        queue_mail(
            recipient=case.requester,
            template=_notice(case, transition),
            reference=case.reference,
            path=f"/requests/{case.reference}/",
            now=now,
        )
    for name in transition.jobs:
        jobs.configure_task(name, allow_unknown=True).defer(case_id=case.pk)


def _notice(case: Case, transition: Transition) -> MailTemplate:
    """No representative is called to read an answer that goes to the principal by post."""
    notice = MailTemplate(transition.notice)
    elsewhere = case.answer_goes_to != AnswerGoesTo.REQUESTER
    updated = elsewhere and notice == MailTemplate.ANSWER_READY
    return MailTemplate.REQUEST_UPDATED if updated else notice

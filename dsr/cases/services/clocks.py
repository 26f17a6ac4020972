"""Clocks: one extension of the target, the interim notice."""

from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.domain.actor import Actor
from dsr.cases.enums import Step
from dsr.cases.models import Case
from dsr.cases.services.assignments import assign_case as assign_case
from dsr.cases.services.workflow import take_step
from policies.domain.calendar import jst_date
from policies.enums import DeadlineCode
from policies.selectors.rules import due_date


class UnableToExtendDeadline(Exception):
    """The number of days is not sensible."""


class UnableToSendInterimNotice(Exception):
    """The expected date is not in the future."""

    code = "EXPECTED"


@transaction.atomic
def extend_deadline(
    *, case_id: int, days: int, reason: str, actor: Actor, now: datetime, seen: int | None = None
) -> Case:
    """Move the internal target once by 1-60 calendar days; the person is told.

    Arrival, the interim notice and Art 39 do not move.
    """
    if not 1 <= days <= 60:
        raise UnableToExtendDeadline("Extend by 1 to 60 days.")
    # Locked before it is read: resuming after a pause moves the same date.
    target = Case.objects.select_for_update(of=("self",)).get(pk=case_id).target_date
    return take_step(
        case_id=case_id, step=Step.EXTEND_DEADLINE, actor=actor, now=now, reason=reason,
        facts={"days": days},
        columns={"target_date": target + timedelta(days=days), "extended_on": jst_date(now)},
        seen=seen,
    )  # fmt: skip


@transaction.atomic
def send_interim_notice(
    *,
    case_id: int,
    reason: str,
    actor: Actor,
    now: datetime,
    expected_on: date | None = None,
    seen: int | None = None,
) -> Case:
    """Tell the person why the answer takes longer, by letter and page; the reason is theirs.

    Arguments:
        expected_on: the JST date we now aim at, told in the letter; None for the target, or where
            that has passed, for as many days from today as the rule gives a decision.

    Raises:
        UnableToSendInterimNotice: the date is not in the future.
        UnableToTakeStep: the table refuses.
    """
    today = jst_date(now)
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    expected = expected_on or expected_answer(case, on=today)
    if expected <= today:
        raise UnableToSendInterimNotice("The answer is expected on a day that has passed.")
    return take_step(
        case_id=case_id, step=Step.SEND_INTERIM_NOTICE, actor=actor, now=now, reason=reason,
        facts={"expected": expected.isoformat()}, columns={"interim_notice_sent_at": now},
        seen=seen,
    )  # fmt: skip


def expected_answer(case: Case, *, on: date) -> date:
    """When an interim notice of today promises the answer, where staff say nothing else."""
    if case.target_date > on:
        return case.target_date
    return due_date(DeadlineCode.DECISION_TARGET, start=on).date

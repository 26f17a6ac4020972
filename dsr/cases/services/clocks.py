"""Owner and clocks: assignment, one extension, the interim notice."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.domain.actor import Actor
from dsr.cases.enums import Step
from dsr.cases.models import Case
from dsr.cases.services.workflow import take_step
from policies.domain.calendar import jst_date


class UnableToExtendDeadline(Exception):
    """The number of days is not sensible."""


def assign_case(
    *, case_id: int, owner_id: int, actor: Actor, now: datetime, seen: int | None = None
) -> Case:
    """Give the case an owner, or another one."""
    return take_step(
        case_id=case_id, step=Step.ASSIGN, actor=actor, now=now, facts={"owner": owner_id},
        columns={"owner_id": owner_id}, seen=seen,
    )  # fmt: skip


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


def send_interim_notice(
    *, case_id: int, reason: str, actor: Actor, now: datetime, seen: int | None = None
) -> Case:
    """Tell the person why the answer takes longer; the reason is theirs to read."""
    return take_step(
        case_id=case_id, step=Step.SEND_INTERIM_NOTICE, actor=actor, now=now, reason=reason,
        columns={"interim_notice_sent_at": now}, seen=seen,
    )  # fmt: skip

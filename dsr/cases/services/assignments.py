"""Who works on a case: given by hand, or, where the company switched it on, by a fair rule."""

from datetime import datetime

from django.db.models import Count, Q

from accounts.domain.actor import Actor, system_actor
from accounts.models import User
from dsr.cases.enums import Step
from dsr.cases.models import Case
from dsr.cases.selectors.owners import reviewers
from dsr.cases.services.workflow import take_step

ASSIGNING = system_actor("cases.assign_fairly")


class UnableToAssignCase(Exception):
    """The person is no active member of staff. `code`: OWNER."""

    code = "OWNER"


def assign_case(
    *, case_id: int, owner_id: int, actor: Actor, now: datetime, seen: int | None = None
) -> Case:
    """Give the case an owner, or another one; an escalation is over with it.

    Raises UnableToAssignCase for anybody who cannot work on it, UnableToTakeStep by the table.
    """
    if not User.objects.filter(pk=owner_id, is_staff=True, is_active=True).exists():
        raise UnableToAssignCase("Only active staff own requests.")
    return take_step(
        case_id=case_id, step=Step.ASSIGN, actor=actor, now=now, facts={"owner": owner_id},
        columns={
            "owner_id": owner_id, "escalated_at": None, "chase_level": 0, "chased_on": None,
        },
        seen=seen,
    )  # fmt: skip


def assign_fairly(*, case_id: int, now: datetime) -> Case | None:
    """Give the case to the active reviewer with the fewest open cases, of equals the first made.

    None where there is no reviewer: the case then escalates like any other without an owner.
    """
    open_ones = Count("owned_cases", filter=Q(owned_cases__closed_at__isnull=True))
    chosen = reviewers().annotate(load=open_ones).order_by("load", "pk").first()
    if chosen is None:
        return None
    return assign_case(case_id=case_id, owner_id=chosen.pk, actor=ASSIGNING, now=now)

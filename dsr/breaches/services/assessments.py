"""Must it be reported? (Enforcement Rules Art 7)"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.domain.actor import Actor
from dsr.breaches.enums import BreachStep, ReportGround
from dsr.breaches.models import Breach
from dsr.breaches.selectors.clocks import clock_columns
from dsr.breaches.services.facts import MANY
from dsr.breaches.services.handling import UnableToHandleBreach, locked_breach, take_breach_step


@transaction.atomic
def assess_reportable(
    *,
    breach_id: int,
    grounds: Iterable[ReportGround | str],
    reason: str,
    actor: Actor,
    now: datetime,
    seen: int | None = None,
) -> Breach:
    """It must be reported, on these grounds; they may be corrected until the final report.

    The final report has 60 days where the purpose may be improper, else 30, always counted from
    the day of knowledge. Raises UnableToHandleBreach.
    """
    breach = locked_breach(breach_id)
    chosen = sorted({ReportGround(ground).value for ground in grounds})
    if not chosen:
        raise UnableToHandleBreach("On which ground?", code="NO_GROUND")
    if ReportGround.OVER_1000 in chosen and (breach.people_count or 0) <= MANY:
        raise UnableToHandleBreach("Not more than 1,000 people.", code="NOT_THAT_MANY")
    return take_breach_step(
        breach_id=breach_id, step=BreachStep.ASSESS_REPORTABLE, actor=actor, now=now, seen=seen,
        text=reason, facts={"grounds": chosen},
        columns={
            "reportable": True,
            "grounds": chosen,
            **clock_columns(breach.knowledge_on, grounds=chosen),
        },
    )  # fmt: skip


@transaction.atomic
def judge_not_reportable(
    *, breach_id: int, reason: str, actor: Actor, now: datetime, seen: int | None = None
) -> Breach:
    """It need not be reported; the reason is mandatory. Raises UnableToHandleBreach."""
    breach = locked_breach(breach_id)
    return take_breach_step(
        breach_id=breach_id, step=BreachStep.JUDGE_NOT_REPORTABLE, actor=actor, now=now, seen=seen,
        text=reason,
        columns={
            "reportable": False, "grounds": [],
            **clock_columns(breach.knowledge_on, grounds=[]),
        },
    )  # fmt: skip

"""No case without an owner for more than one business day: it escalates, once, to the managers."""

from datetime import datetime

from accounts.domain.actor import system_actor
from dsr.cases.enums import Step
from dsr.cases.models import Case
from dsr.cases.selectors.owners import managers, ownerless_since
from dsr.cases.services.chasing import ESCALATED, Call
from dsr.cases.services.workflow import take_step
from policies.domain.calendar import jst_date
from policies.enums import DeadlineCode
from policies.selectors.rules import due_date

ESCALATING = system_actor("cases.escalate_ownerless")


def escalate_ownerless(*, now: datetime) -> list[Call]:
    """Escalate what nobody owned until after the day of the OWNER rule; every manager is called.

    Nobody owns a case without an owner, or whose owner's account was ended. Giving it an owner
    ends the escalation (`assign_case`), so a case that loses its owner again escalates again.
    """
    today = jst_date(now)
    waiting = Case.objects.unassigned().filter(escalated_at__isnull=True).order_by("pk")
    rows = list(waiting)
    since = ownerless_since(rows)
    told = list(managers().values_list("pk", flat=True))
    calls: list[Call] = []
    for case in rows:
        last_day = due_date(DeadlineCode.OWNER, start=since[case.pk])
        if last_day.date >= today or not _escalate(case, since[case.pk].isoformat(), now):
            continue
        calls += [Call(user_id=pk, level=ESCALATED, reference=case.reference) for pk in told]
    return calls


def _escalate(case: Case, since: str, now: datetime) -> bool:
    """False where the case moved on since it was looked at: it was assigned, or it ended."""
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if not Case.objects.unassigned().filter(pk=case.pk, escalated_at__isnull=True).exists():
        return False
    take_step(
        case_id=case.pk, step=Step.ESCALATE, actor=ESCALATING, now=now,
        facts={"since": since}, columns={"escalated_at": now},
    )  # fmt: skip
    return True

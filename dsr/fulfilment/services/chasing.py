"""The desk's morning: who owes something hears of it, in one mail a day and person."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet

from accounts.models import OutboxMessage
from dsr.cases.domain.duties import LATE, urgency
from dsr.cases.selectors.owners import managers
from dsr.cases.services.chasing import Call, chase_owners, closed_around, send_digests
from dsr.cases.services.escalations import escalate_ownerless
from dsr.fulfilment.selectors.duties import chased_actions, open_searches
from policies.domain.calendar import is_business_day, jst_date


@transaction.atomic
def chase_the_desk(*, now: datetime) -> list[OutboxMessage]:
    """Escalate what nobody owns, chase what is near or late, and write the mails of the day.

    On business days only. All in one transaction, so a mail is written exactly where the urgency
    it tells of is kept; the same day again changes and writes nothing.
    """
    today = jst_date(now)
    if not is_business_day(today, closed_around(today)):
        return []
    calls = [
        *escalate_ownerless(now=now),
        *chase_owners(now=now),
        *_call_for(open_searches(), case="result__collection__case", now=now),
        *_call_for(chased_actions(on=today), case="item__case", now=now),
    ]
    return send_digests(calls=calls, now=now)


def _call_for(tasks: QuerySet, *, case: str, now: datetime) -> list[Call]:
    """Calls of tasks whose due date is more urgent now: to who does it, else who owns the case."""
    today = jst_date(now)
    closed = closed_around(today)
    told = list(managers().values_list("pk", flat=True))
    calls: list[Call] = []
    rows = (
        tasks.select_for_update(of=("self",))
        .filter(Q(chased_on__isnull=True) | Q(chased_on__lt=today))
        .annotate(
            about=F(f"{case}__reference"),
            case_owner=F(f"{case}__owner_id"),
            works=F("assignee__is_active"),
        )
        .order_by("pk")
    )
    for task in rows:
        level = urgency(task.due_date, today=today, closed=closed)
        if level <= task.chase_level:
            continue
        _keep(task, level, today)
        doing = task.assignee_id if task.works else task.case_owner
        people = {doing, *(told if level >= LATE else ())} - {None}
        calls += [Call(user_id=pk, level=level, reference=task.about) for pk in sorted(people)]
    return calls


def _keep(task: object, level: int, today: date) -> None:
    row: QuerySet = type(task)._default_manager.filter(pk=task.pk)  # type: ignore[attr-defined]
    row.update(chase_level=level, chased_on=today)

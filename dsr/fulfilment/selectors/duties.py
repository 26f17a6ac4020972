"""What falls due in fulfilment: searches by hand, actions in sources, promises."""

from datetime import date

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from dsr.cases.enums import DutyKind
from dsr.cases.selectors.duties import MOST, Duty
from dsr.fulfilment.models import ActionTask, ManualTask
from dsr.fulfilment.selectors.actions import open_actions
from dsr.fulfilment.selectors.promises import open_promises


def fulfilment_duties(*, first: date, last: date) -> list[Duty]:
    """Open searches by hand, actions a person must see to, and promises, from `first` to `last`."""
    searches = open_searches().annotate(
        about=F("result__collection__case__reference"),
        whose=Coalesce("assignee_id", "result__collection__case__owner_id"),
    )
    actions = open_actions(on=first).annotate(
        about=F("item__case__reference"), whose=Coalesce("assignee_id", "item__case__owner_id")
    )
    promises = open_promises().annotate(
        about=F("item__case__reference"), whose=Coalesce("owner_id", "item__case__owner_id")
    )
    span = (first, last)
    return [
        *_duties(DutyKind.SEARCH_TASK, searches, span, page="dsr_fulfilment_collection",
                 permission="dsr_fulfilment.view_collection"),
        *_duties(DutyKind.ACTION, actions, span),
        *_duties(DutyKind.PROMISE, promises, span),
    ]  # fmt: skip


def open_searches() -> QuerySet[ManualTask]:
    """Tasks for people in cases that still go on."""
    return ManualTask.objects.filter(
        done_at__isnull=True,
        result__finished_at__isnull=True,
        result__collection__finished_at__isnull=True,
        result__collection__case__closed_at__isnull=True,
        result__collection__case__released_at__isnull=True,
    )


def chased_actions(*, on: date) -> QuerySet[ActionTask]:
    """Actions a person must see to, as rows that can be locked."""
    return ActionTask.objects.filter(pk__in=open_actions(on=on).order_by().values("pk"))


def _duties(kind: str, rows: QuerySet, span: tuple[date, date], **where: str) -> list[Duty]:
    due = rows.filter(due_date__range=span).order_by("due_date", "pk")
    return [
        Duty(kind=kind, on=on, reference=reference, owner_id=owner, **where)
        for on, reference, owner in due.values_list("due_date", "about", "whose")[:MOST]
    ]

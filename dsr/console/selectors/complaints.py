"""Complaints (APPI Art 40): inquiries that say so, what they are about and how they stand."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dsr.cases.enums import InquiryNature, LinkKind, Status
from dsr.cases.models import CaseItem, CaseLink
from dsr.cases.selectors.links import inquiry_detail
from policies.domain.calendar import jst_date
from policies.enums import RequestKind

COMPLAINT = InquiryNature.COMPLAINT.value
UNREADABLE = "UNREADABLE"  # its case's key was destroyed as planned
NATURES: dict[str, str | Promise] = {
    **{nature.value: nature.label for nature in InquiryNature},
    UNREADABLE: _("Deleted as planned: no longer readable"),
}
STATES: dict[str, str | Promise] = {
    "OPEN": pgettext_lazy("complaint", "Open"),
    "ANSWERED": pgettext_lazy("complaint", "Answered"),
    "ENDED": pgettext_lazy("complaint", "Ended without an answer"),
}


@dataclass(frozen=True, kw_only=True)
class Inquiry:
    """One inquiry of the log. What it says is not opened here, only what kind it is.

    Arguments:
        nature: a code of NATURES.
        about: references of the requests it is linked with.
        named: the reference the person gave, where it is linked with none.
        days: from arrival to the answer.
    """

    reference: str
    arrival_date: date
    nature: str
    about: list[str]
    named: str
    state: str
    status: str
    owner: str
    target_date: date
    answered_on: date | None
    days: int | None


def nature_of(item: CaseItem) -> str:
    """What an inquiry says it is. One without a word of it is a question."""
    if item.case.data_key.destroyed_at is not None:
        return UNREADABLE
    nature = str(inquiry_detail(item).get("nature", ""))
    return nature if nature in NATURES else InquiryNature.QUESTION.value


def natures(items: QuerySet[CaseItem]) -> Counter[str]:
    """How many of each nature."""
    rows = items.select_related("case__data_key").order_by("pk")
    return Counter(nature_of(item) for item in rows.iterator(chunk_size=500))


def complaint_items(*, year: int | None, nature: str) -> list[CaseItem]:
    """Inquiries of a calendar year (all years for None), newest first, of one nature or of all.

    The nature is sealed with the inquiry, so each is opened to look; an inquiry is short.
    """
    rows = CaseItem.objects.filter(kind=RequestKind.INQUIRY)
    if year:
        rows = rows.filter(case__arrival_date__range=(date(year, 1, 1), date(year, 12, 31)))
    rows = rows.select_related("case__data_key", "case__owner")
    found = rows.order_by("-case__arrived_at", "-case_id", "position")
    return [item for item in found.iterator(chunk_size=500) if nature in ("", nature_of(item))]


def inquiries(items: Iterable[CaseItem]) -> list[Inquiry]:
    """Lines of the log, with the requests they are linked with in one query."""
    rows = list(items)
    about = _about([item.case_id for item in rows])
    return [_inquiry(item, about.get(item.case_id, [])) for item in rows]


def _about(case_ids: list[int]) -> dict[int, list[str]]:
    links = CaseLink.objects.filter(
        case__in=case_ids,
        kind__in=[LinkKind.COMPLAINT_ABOUT, LinkKind.FOLLOW_UP],
        undone_at__isnull=True,
    )
    found: dict[int, list[str]] = {}
    for case_id, reference in links.order_by("pk").values_list("case_id", "other__reference"):
        found.setdefault(case_id, []).append(reference)
    return found


def _inquiry(item: CaseItem, about: list[str]) -> Inquiry:
    case = item.case
    answered = jst_date(item.notified_at) if item.notified_at else None
    return Inquiry(
        reference=case.reference,
        arrival_date=case.arrival_date,
        nature=nature_of(item),
        about=about,
        named="" if about else _named(item),
        state=_state(item),
        status=str(Status(case.status).label),
        owner=str(case.owner or ""),
        target_date=case.target_date,
        answered_on=answered,
        days=(answered - case.arrival_date).days if answered else None,
    )


def _named(item: CaseItem) -> str:
    detail: dict[str, Any] = inquiry_detail(item)
    return str(detail.get("about_reference", ""))[:20]


def _state(item: CaseItem) -> str:
    if item.notified_at is not None:
        return "ANSWERED"
    return "OPEN" if item.case.is_open else "ENDED"


def state_counts(items: Iterable[CaseItem]) -> dict[str, int]:
    """How many are in each state."""
    counts = Counter(_state(item) for item in items)
    return {state: counts[state] for state in STATES}

"""What a person sees of their requests."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dsr.cases.enums import Direction, Gate, Status
from dsr.cases.models import Case, CaseMessage, DefectRequest
from dsr.fees.models import Fee
from dsr.portal.selectors.parking import parked_pages

PAGE_SIZE = 20
# What the person reads instead of the desk's statuses: nothing here tells an outcome.
SHOWN_STATUS = {
    Status.RECEIVED: "received",
    Status.ACCEPTED: "working",
    Status.COLLECTING: "working",
    Status.REVIEWING: "working",
    Status.AWAITING_APPROVAL: "working",
    Status.ACTING: "working",
    Status.WAITING_FOR_REQUESTER: "waiting",
    Status.RELEASED: "answered",
    Status.DELIVERED: "answered",
    Status.CLOSED: "complete",
    Status.NOT_ACCEPTED: "not_accepted",
    Status.WITHDRAWN: "withdrawn",
}


@dataclass(frozen=True)
class ShownStatus:
    """A status in plain words, with the tag colour of the design system."""

    text: str
    kind: str


def shown_status(case: Case) -> ShownStatus:
    """The status the person reads, in the active language."""
    words = {
        "received": ShownStatus(_("We received it"), "info"),
        "working": ShownStatus(_("We are working on it"), "info"),
        "waiting": ShownStatus(_("We wait for you"), "warning"),
        "answered": ShownStatus(_("Our answer is ready"), "success"),
        "complete": ShownStatus(pgettext("request", "Complete"), "neutral"),
        "not_accepted": ShownStatus(pgettext("request", "Not accepted"), "neutral"),
        "withdrawn": ShownStatus(pgettext("request", "Withdrawn"), "neutral"),
    }
    if case.status == Status.RECEIVED and needs_the_person(case):
        return words["waiting"]
    return words[SHOWN_STATUS[Status(case.status)]]


def needs_the_person(case: Case) -> bool:
    """Whether only the person can bring the case further."""
    to_show = (Gate.OPEN, Gate.FAILED)
    open_gate = (
        case.identity_gate in to_show
        or case.authority_gate in to_show
        or case.fee_gate == Gate.OPEN
    )
    return case.status == Status.WAITING_FOR_REQUESTER or (
        case.status == Status.RECEIVED and open_gate
    )


@dataclass(frozen=True)
class RequestRow:
    """One line of the list."""

    reference: str
    arrived_on: date
    status: ShownStatus
    kinds: list[str]


@dataclass(frozen=True)
class RequestFound:
    """A request with what its page needs beside it.

    `has_unread` messages, `has_parked` words: seldom, so asked for only where there are some.
    """

    case: Case
    fee: Fee | None
    defect: DefectRequest | None
    has_unread: bool
    has_parked: bool


def request_of(user_id: int, *, reference: str, slot: str, now: datetime) -> RequestFound | None:
    """A person's request; `slot` is where its unsent message is parked. One query."""
    unread = CaseMessage.objects.filter(
        case=OuterRef("pk"), direction=Direction.TO_REQUESTER, read_at__isnull=True
    )
    is_open = Q(defect_requests__answered_at__isnull=True, defect_requests__ended_at__isnull=True)
    case: Any = (
        Case.objects.of_requester(user_id)
        .annotate(
            open_defect=FilteredRelation("defect_requests", condition=is_open),
            has_unread=Exists(unread),
            has_parked=Exists(parked_pages(user_id=user_id, page=slot, now=now)),
        )
        .select_related("data_key", "subject", "requester", "fee__schedule_row", "open_defect")
        .filter(reference=reference)
        .first()
    )
    if case is None:
        return None
    fee = getattr(case, "fee", None)
    defect = getattr(case, "open_defect", None)
    return RequestFound(case, fee, defect, case.has_unread, case.has_parked)


def requests_of(user_id: int, *, before: int | None = None) -> tuple[list[RequestRow], int | None]:
    """A page of a person's requests, newest first, and the cursor of the next page or None."""
    rows = Case.objects.of_requester(user_id).order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found: list[Any] = list(rows.prefetch_related("items")[: PAGE_SIZE + 1])
    more = found[PAGE_SIZE - 1].pk if len(found) > PAGE_SIZE else None
    return [
        RequestRow(case.reference, case.arrival_date, shown_status(case), _kinds(case))
        for case in found[:PAGE_SIZE]
    ], more


def _kinds(case: Case) -> list[str]:
    items = sorted(case.items.all(), key=lambda item: item.position)
    return [str(item.get_kind_display()) for item in items]

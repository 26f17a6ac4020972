"""開示等請求台帳: every item of every request, one line each. No personal data: references only.

X1 leaves the house as N1 (DOMAIN §3): lines show the internal code only where the caller says that
the reader may see it, and a filter by outcome never tells the two apart.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from dsr.cases.enums import Outcome, OutcomeCode, RequesterKind, Status
from dsr.cases.models import CaseItem
from dsr.fees.enums import FeeStatus
from policies.domain.calendar import jst_date
from policies.enums import RequestKind

CHUNK = 2000
# Not decided is an outcome one may look for.
UNDECIDED = "UNDECIDED"
COLUMNS: dict[str, str | Promise] = {
    "reference": gettext_lazy("Reference number"),
    "arrival_date": gettext_lazy("Arrival date"),
    "requester_kind": gettext_lazy("Asked by"),
    "kind": gettext_lazy("Kind of request"),
    "item": pgettext_lazy("register", "Item"),
    "status": gettext_lazy("Status"),
    "outcome": gettext_lazy("Outcome"),
    "code": pgettext_lazy("register", "Code"),
    "accepted_on": gettext_lazy("Accepted on"),
    "decided_on": gettext_lazy("Decided on"),
    "notified_on": gettext_lazy("Answered on"),
    "closed_on": gettext_lazy("Ended on"),
    "days": gettext_lazy("Days to the answer"),
    "on_time": gettext_lazy("Within the target"),
    "fee": gettext_lazy("Fee"),
}
_FIELDS = (
    "case__reference", "case__arrival_date", "case__requester_kind", "case__status", "kind",
    "position", "outcome", "outcome_code", "case__non_acceptance_code", "case__accepted_at",
    "decided_at", "notified_at", "case__closed_at", "case__target_date", "case__fee__status",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class RegisterFilter:
    """What the register is narrowed to; None and "" mean everything.

    Arguments:
        year: calendar year of arrival in Japan.
        kind: a RequestKind; status: a Status; outcome: an Outcome or UNDECIDED.
    """

    year: int | None = None
    kind: str = ""
    status: str = ""
    outcome: str = ""


@dataclass(frozen=True, kw_only=True)
class RegisterLine:
    """One item as codes and dates. `on_time` None: not answered, or nothing to be answered."""

    reference: str
    arrival_date: date
    requester_kind: str
    kind: str
    position: int
    status: str
    outcome: str
    code: str
    accepted_on: date | None
    decided_on: date | None
    notified_on: date | None
    closed_on: date | None
    days: int | None
    on_time: bool | None
    fee: str


def register_items(narrowed: RegisterFilter) -> QuerySet[CaseItem]:
    """The items of the register, newest request first."""
    items = CaseItem.objects.all()
    if narrowed.year:
        days = (date(narrowed.year, 1, 1), date(narrowed.year, 12, 31))
        items = items.filter(case__arrival_date__range=days)
    if narrowed.kind:
        items = items.filter(kind=narrowed.kind)
    if narrowed.status:
        items = items.filter(case__status=narrowed.status)
    if narrowed.outcome:
        items = items.filter(_of_outcome(narrowed.outcome))
    return items.order_by("-case__arrived_at", "-case_id", "position")


def _of_outcome(outcome: str) -> Q:
    hidden = Q(outcome_code=OutcomeCode.X1)
    if outcome == UNDECIDED:
        return Q(outcome="")
    if outcome == Outcome.DOES_NOT_EXIST:
        return Q(outcome=outcome) | hidden
    return Q(outcome=outcome) & ~hidden


def register_lines(
    items: QuerySet[CaseItem], *, today: date, shows_internal: bool
) -> Iterator[RegisterLine]:
    """Lines of the items, streamed: nothing is gathered in memory.

    Arguments:
        shows_internal: whether X1 is shown as such; False for everything that leaves the house.
    """
    for row in items.values_list(*_FIELDS).iterator(chunk_size=CHUNK):
        yield _line(dict(zip(_FIELDS, row, strict=True)), today, shows_internal=shows_internal)


def _line(row: dict[str, Any], today: date, *, shows_internal: bool) -> RegisterLine:
    code = row["outcome_code"] or row["case__non_acceptance_code"]
    outcome, code = shown_outcome(row["outcome"], code, shows_internal=shows_internal)
    arrival, notified = row["case__arrival_date"], _day(row["notified_at"])
    return RegisterLine(
        reference=row["case__reference"],
        arrival_date=arrival,
        requester_kind=row["case__requester_kind"],
        kind=row["kind"],
        position=row["position"],
        status=row["case__status"],
        outcome=outcome,
        code=code,
        accepted_on=_day(row["case__accepted_at"]),
        decided_on=_day(row["decided_at"]),
        notified_on=notified,
        closed_on=_day(row["case__closed_at"]),
        days=(notified - arrival).days if notified else None,
        on_time=_on_time(row, notified, today),
        fee=row["case__fee__status"] or "",
    )


def shown_outcome(outcome: str, code: str, *, shows_internal: bool) -> tuple[str, str]:
    """Outcome and code as the reader may see them: X1 is exactly N1."""
    if code == OutcomeCode.X1 and not shows_internal:
        return Outcome.DOES_NOT_EXIST.value, OutcomeCode.N1.value
    return outcome, code


def _on_time(row: dict[str, Any], notified: date | None, today: date) -> bool | None:
    """Answered by the target; False also while late. Ended without an answer: neither."""
    if notified is not None:
        return bool(notified <= row["case__target_date"])
    is_late = row["case__closed_at"] is None and today > row["case__target_date"]
    return False if is_late and row["case__status"] != Status.WAITING_FOR_REQUESTER else None


def _day(moment: datetime | None) -> date | None:
    return jst_date(moment) if moment else None


def line_cells(line: RegisterLine) -> list[str | int]:
    """A line in words of the active language, in the order of COLUMNS."""
    return [
        line.reference,
        line.arrival_date.isoformat(),
        str(RequesterKind(line.requester_kind).label),
        str(RequestKind(line.kind).label),
        line.position,
        str(Status(line.status).label),
        str(Outcome(line.outcome).label) if line.outcome else _("not decided"),
        line.code,
        *(
            day.isoformat() if day else ""
            for day in (line.accepted_on, line.decided_on, line.notified_on, line.closed_on)
        ),
        "" if line.days is None else line.days,
        _time_words(line.on_time),
        str(FeeStatus(line.fee).label) if line.fee else pgettext("register", "none"),
    ]


def _time_words(on_time: bool | None) -> str:  # noqa: FBT001 -- a column's value
    if on_time is None:
        return ""
    return pgettext("register", "yes") if on_time else pgettext("register", "no")


def register_years() -> list[int]:
    """Calendar years in which requests arrived, the latest first."""
    dates = CaseItem.objects.order_by().values_list("case__arrival_date__year", flat=True)
    return sorted(set(dates.distinct()), reverse=True)

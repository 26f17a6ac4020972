"""The console's first page: what waits, what is next, what went wrong, how old open cases are."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q
from django.utils.functional import Promise

from accounts.domain.actor import Actor
from dsr.cases.domain.workflow import OPEN
from dsr.cases.enums import Status
from dsr.cases.models import Case
from dsr.console.selectors.clocks import TargetClock, target_clock
from dsr.console.selectors.queue import COUNTED, Tab, tabs
from dsr.console.selectors.troubles import FAULTS, WORK, Heap, heaps
from policies.domain.calendar import jst_date
from policies.models import Organisation

VIEW_CASES = "dsr_cases.view_case"
NEXT = 8  # deadlines shown
COUNTED_CASES = 2000  # the chart looks at so many of the most urgent

# Ages in days since arrival, each up to and including; the decision's aim is 14, the notice's 30.
AGES: dict[str, tuple[int, str]] = {
    "week": (7, "0–7"), "target": (14, "8–14"), "interim": (30, "15–30"), "old": (100_000, "31–"),
}  # fmt: skip


@dataclass(frozen=True)
class Deadline:
    """One open case and its clock."""

    case: Case
    clock: TargetClock


@dataclass(frozen=True)
class Segment:
    """A stretch of one bar: from `x` for `width`, in hundredths of the longest bar."""

    age: str
    count: int
    x: float
    width: float


@dataclass(frozen=True)
class Bar:
    """The open cases of one status by their age."""

    status: str
    label: str | Promise
    total: int
    segments: list[Segment]


@dataclass(frozen=True, kw_only=True)
class Home:
    """What one member of staff sees; parts their role has nothing to do with are empty."""

    reads_cases: bool
    counts: list[Tab]
    deadlines: list[Deadline]
    bars: list[Bar]
    bounded: bool
    work: list[Heap]
    faults: list[Heap]
    unset: list[str]

    @property
    def ages(self) -> list[tuple[str, str]]:
        """The legend of the chart."""
        return [(code, label) for code, (_days, label) in AGES.items()]


def home(*, actor: Actor, now: datetime) -> Home:
    """Read the first page. At most six queries, whatever the role and however many cases."""
    today = jst_date(now)
    reads_cases = actor.may(VIEW_CASES)
    bars = _bars(today) if reads_cases else []
    return Home(
        reads_cases=reads_cases,
        counts=_counts(actor, today) if reads_cases else [],
        deadlines=_deadlines(today) if reads_cases else [],
        bars=bars,
        bounded=sum(bar.total for bar in bars) >= COUNTED_CASES,
        work=heaps(WORK, actor=actor, now=now),
        faults=heaps(FAULTS, actor=actor, now=now),
        unset=_unset() if actor.may("policies.change_organisation") else [],
    )


def _counts(actor: Actor, today: date) -> list[Tab]:
    wanted = [slug for slug in COUNTED if slug != "mine" or actor.may("dsr_cases.write_note")]
    found = tabs(current="", user_id=actor.user_id or 0, today=today)
    return [tab for tab in found if tab.slug in wanted]


def _deadlines(today: date) -> list[Deadline]:
    cases = Case.objects.unanswered().select_related("owner").order_by("target_date", "pk")
    return [Deadline(case, target_clock(case, today=today)) for case in cases[:NEXT]]


def _bars(today: date) -> list[Bar]:
    urgent = Case.objects.open().order_by("target_date", "pk").values("pk")[:COUNTED_CASES]
    counted = (
        Case.objects.filter(pk__in=urgent).order_by().values("status").annotate(**_by_age(today))
    )
    rows: dict[str, dict[str, Any]] = {row["status"]: dict(row) for row in counted}
    longest = max((sum(_ages_of(row)) for row in rows.values()), default=0)
    return [_bar(status, rows[status], longest) for status in OPEN if status in rows]


def _by_age(today: date) -> dict[str, Count]:
    counts = {}
    above = -1
    for code, (days, _label) in AGES.items():
        arrived = Q(
            arrival_date__gte=today - timedelta(days=days),
            arrival_date__lt=today - timedelta(days=above),
        )
        counts[code] = Count(F("pk"), filter=arrived)
        above = days
    return counts


def _ages_of(row: dict[str, Any]) -> list[int]:
    return [row[code] for code in AGES]


def _bar(status: str, row: dict[str, Any], longest: int) -> Bar:
    segments, x = [], 0.0
    for code, count in zip(AGES, _ages_of(row), strict=True):
        width = 100 * count / longest
        segments.append(Segment(code, count, round(x, 2), round(width, 2)))
        x += width
    return Bar(status, Status(status).label, sum(_ages_of(row)), segments)


def _unset() -> list[str]:
    facts = Organisation.objects.filter(pk=1).first()
    if facts is None:
        return [str(Organisation._meta.verbose_name)]
    fields = [field for field in Organisation._meta.fields if getattr(facts, field.name) == ""]
    return [str(field.verbose_name) for field in fields]

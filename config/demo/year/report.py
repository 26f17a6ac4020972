"""What the simulated year came to, read from the case files alone: no counter of the simulation."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from accounts.models import StaffChange
from accounts.selectors.ledgers import verify_ledgers
from dsr.cases.enums import Status
from dsr.cases.models import Case, CaseEvent, CaseItem, ClockPause
from policies.domain.calendar import business_days_between, jst_date

ON_TIME = 99.0  # percent


@dataclass(frozen=True, kw_only=True)
class YearReport:
    """Figures of one year; every count is of cases unless its name says otherwise.

    `late`: references of cases whose answer or end came after the target as it stood (pauses and
    the one extension respected). `ownerless`: references that had no owner for more than one
    business day. `partial`: references that ended with an item undecided or not notified.
    """

    cases: int
    answered: int
    not_accepted: int
    withdrawn: int
    still_open: int
    late: tuple[str, ...]
    ownerless: tuple[str, ...]
    partial: tuple[str, ...]
    days: tuple[int, ...]
    by_kind: dict[str, Counter[str]]
    paused: int
    extended: int
    interim_notices: int
    ledger_faults: int

    @property
    def faults(self) -> list[str]:
        """What the year must not have: in words, empty when it is as promised."""
        wrong = []
        if self.on_time < ON_TIME:
            wrong.append(f"only {self.on_time:.2f} % on time, {ON_TIME} % is promised")
        for count, words in (
            (len(self.ownerless), "without an owner for more than one business day"),
            (len(self.partial), "ended with an item undecided or not told"),
            (self.still_open, "never answered"),
            (self.ledger_faults, "rows of ledgers do not hold"),
        ):
            if count:
                wrong.append(f"{count} {words}")
        return wrong

    @property
    def on_time(self) -> float:
        """The share of ended cases that ended on time, in percent."""
        ended = self.answered + self.not_accepted + self.withdrawn
        return 100 * (ended - len(self.late)) / ended if ended else 0.0


def read_year(*, on: date) -> YearReport:
    """The report as of the JST date `on`."""
    cases = Case.objects.all()
    status = Counter(cases.values_list("status", flat=True))
    released = list(cases.filter(released_at__isnull=False))
    return YearReport(
        cases=len(cases),
        answered=len(released),
        not_accepted=status[Status.NOT_ACCEPTED],
        withdrawn=status[Status.WITHDRAWN],
        still_open=cases.filter(released_at__isnull=True, closed_at__isnull=True).count(),
        late=tuple(sorted(_late(cases, on))),
        ownerless=tuple(sorted(_ownerless(cases, on))),
        partial=tuple(sorted(_partial())),
        days=tuple(
            sorted(
                (jst_date(c.released_at) - c.arrival_date).days for c in released if c.released_at
            )
        ),
        by_kind=_by_kind(),
        paused=ClockPause.objects.values("case").distinct().count(),
        extended=cases.filter(extended_on__isnull=False).count(),
        interim_notices=cases.filter(interim_notice_sent_at__isnull=False).count(),
        ledger_faults=sum(len(check.faults) for check in verify_ledgers()),
    )


def _late(cases: Iterable[Case], on: date) -> Iterable[str]:
    for case in cases:
        end = case.released_at or case.closed_at
        last = jst_date(end) if end else on
        waiting = case.pauses.filter(ended_on__isnull=True).exists()
        if last > case.target_date and not waiting:
            yield case.reference


def _ownerless(cases: Iterable[Case], on: date) -> Iterable[str]:
    """Business days from arrival, or from the day an owner's account ended, to the next owner.

    Read from the ledgers of cases and of staff accounts.
    """
    given: dict[int, list[tuple[date, int]]] = {}
    for case_id, at, facts in (
        CaseEvent.objects.filter(step="ASSIGN").order_by("pk").values_list("case_id", "at", "facts")
    ):
        given.setdefault(case_id, []).append((jst_date(at), facts["owner"]))
    left = dict(
        StaffChange.objects.filter(kind="DEACTIVATED").order_by("pk").values_list("user_id", "at")
    )
    for case in cases:
        end = jst_date(case.closed_at) if case.closed_at else on
        owners = given.get(case.pk, [])
        gaps = [(case.arrival_date, owners[0][0] if owners else end)]
        for number, (since, owner) in enumerate(owners):
            until = owners[number + 1][0] if number + 1 < len(owners) else end
            gone = jst_date(left[owner]) if owner in left else None
            if gone is not None and since <= gone <= until:
                gaps.append((gone, until))
        if any(business_days_between(first, min(until, end)) > 1 for first, until in gaps):
            yield case.reference


def _partial() -> Iterable[str]:
    return (
        Case.objects.filter(closed_at__isnull=False)
        .annotate(
            owed=Count("items", filter=Q(items__decided_at__isnull=True)
                       | Q(items__notified_at__isnull=True))
        )
        .filter(owed__gt=0)
        .values_list("reference", flat=True)
    )  # fmt: skip


def _by_kind() -> dict[str, Counter[str]]:
    table: dict[str, Counter[str]] = {}
    for kind, outcome in CaseItem.objects.values_list("kind", "outcome"):
        table.setdefault(kind, Counter())[outcome or "OPEN"] += 1
    return table

"""What finance sees first: today's money, what is not settled, breaks by age, payouts, months."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy

from accounts.domain.clock import JST, jst_date
from dsr.fees.enums import (
    AccountCode,
    BreakStatus,
    FeeStatus,
    PeriodStatus,
    RefundStatus,
)
from dsr.fees.models import (
    AccountingPeriod,
    Fee,
    Payment,
    Payout,
    ReconciliationBreak,
    ReconciliationRun,
    Refund,
)
from dsr.fees.selectors.journal import turnovers
from dsr.fees.selectors.reconciliation import AgeOfBreaks, breaks_by_age, month_status

DAYS = 30  # on the chart
PAYOUTS = 5
STANDING_ACCOUNTS = (
    AccountCode.CLEARING, AccountCode.DISPUTED, AccountCode.DEPOSITS, AccountCode.SUSPENSE,
)  # fmt: skip
_WAITING: dict[str, tuple[Q, str | Promise]] = {
    "due": (Q(status=FeeStatus.DUE), pgettext_lazy("finance", "Not paid yet")),
    "pending": (Q(status=FeeStatus.PENDING), pgettext_lazy("finance", "Payment on its way")),
    "review": (Q(needs_review=True), pgettext_lazy("finance", "Money that does not match")),
    "overpaid": (Q(overpaid=True), pgettext_lazy("finance", "Paid twice")),
    "refund": (Q(refund_pending=True), pgettext_lazy("finance", "Refund not finished")),
    "disputed": (Q(status=FeeStatus.DISPUTED), pgettext_lazy("finance", "Disputed")),
}
# How Stripe says that a payout stands (Payout.status); another word of its is shown as it is.
_PAYOUT_WORDS: dict[str, str | Promise] = {
    "paid": pgettext_lazy("payout", "Paid out"),
    "pending": pgettext_lazy("payout", "In preparation"),
    "in_transit": pgettext_lazy("payout", "On its way to the bank"),
    "canceled": pgettext_lazy("payout", "Called off"),
    "failed": pgettext_lazy("payout", "Failed"),
}


@dataclass(frozen=True)
class Money:
    """How many payments or refunds, and how many yen."""

    count: int = 0
    yen: int = 0


@dataclass(frozen=True)
class DayBar:
    """One day on the chart: yen in and back, and where its bars stand (viewBox 760 × 180)."""

    day: date
    came: int
    went: int
    x: float
    came_y: float
    came_height: float
    went_y: float
    went_height: float


@dataclass(frozen=True)
class Waiting:
    """Fees in one state that waits for something, with the list of them narrowed by `query`."""

    label: str | Promise
    count: int
    query: str


@dataclass(frozen=True)
class MonthState:
    """One month of the books: open or closed, and in one sentence whether it balances."""

    month: date
    status: str
    label: str | Promise
    sentence: str


@dataclass(frozen=True, kw_only=True)
class FinanceHome:
    """Everything the page shows. `reconciled_at` None: books were never compared."""

    today: date
    came_today: Money
    went_today: Money
    came_this_month: Money
    went_this_month: Money
    waiting: list[Waiting]
    balances: list[tuple[str, int]]
    breaks: list[AgeOfBreaks]
    oldest_break: ReconciliationBreak | None
    reconciled_at: datetime | None
    payouts: list[tuple[Payout, str | Promise]]
    months: list[MonthState]
    bars: list[DayBar]
    top: int

    @property
    def broken(self) -> int:
        """Open breaks."""
        return sum(age.count for age in self.breaks)

    @property
    def has_chart(self) -> bool:
        """Whether any money moved on the days of the chart."""
        return self.top > 0


def finance_home(*, now: datetime) -> FinanceHome:
    """Read the page; as many queries for many fees as for one."""
    today = jst_date(now)
    first = today - timedelta(days=DAYS - 1)
    start = min(first, today.replace(day=1))
    came = _by_day(_payments(start), "paid_at")
    went = _by_day(_refunds(start), "ended_at")
    bars, top = _bars(came, went, first)
    run = ReconciliationRun.objects.order_by("-finished_at", "-pk").first()
    open_breaks = ReconciliationBreak.objects.filter(status=BreakStatus.OPEN)
    return FinanceHome(
        today=today,
        came_today=came.get(today, Money()),
        went_today=went.get(today, Money()),
        came_this_month=_sum(came, today.replace(day=1)),
        went_this_month=_sum(went, today.replace(day=1)),
        waiting=_waiting(),
        balances=_balances(today),
        breaks=breaks_by_age(now=now),
        oldest_break=open_breaks.order_by("opened_at", "pk").first(),
        reconciled_at=run.finished_at if run else None,
        payouts=_payouts(),
        months=_months(today, now),
        bars=bars,
        top=top,
    )


def midnight(day: date) -> datetime:
    """The moment a day begins in Japan."""
    return datetime.combine(day, time.min, tzinfo=JST)


def _payments(start: date) -> QuerySet[Payment]:
    return Payment.objects.filter(paid_at__gte=midnight(start))


def _refunds(start: date) -> QuerySet[Refund]:
    return Refund.objects.filter(status=RefundStatus.SUCCEEDED, ended_at__gte=midnight(start))


def _by_day(rows: QuerySet, field: str) -> dict[date, Money]:
    counted = (
        rows.order_by()
        .annotate(day=TruncDate(field, tzinfo=JST))
        .values("day")
        .annotate(count=Count("pk"), yen=Sum("amount"))
    )
    return {row["day"]: Money(row["count"], row["yen"]) for row in counted}


def _sum(days: dict[date, Money], first: date) -> Money:
    within = [money for day, money in days.items() if day >= first]
    return Money(sum(one.count for one in within), sum(one.yen for one in within))


def _waiting() -> list[Waiting]:
    counts = Fee.objects.aggregate(
        **{name: Count("pk", filter=condition) for name, (condition, _label) in _WAITING.items()}
    )
    queries = {
        "due": "?status__exact=DUE", "pending": "?status__exact=PENDING",
        "review": "?needs_review__exact=1", "overpaid": "?overpaid__exact=1",
        "refund": "?refund_pending__exact=1", "disputed": "?status__exact=DISPUTED",
    }  # fmt: skip
    return [
        Waiting(label, counts[name], queries[name])
        for name, (_condition, label) in _WAITING.items()
    ]


def _balances(today: date) -> list[tuple[str, int]]:
    return [
        (row.account.name_en if get_language() == "en" else row.account.name_ja, row.closing)
        for row in turnovers(today.replace(day=1), today)
        if row.account.pk in STANDING_ACCOUNTS
    ]


def _payouts() -> list[tuple[Payout, str | Promise]]:
    latest = Payout.objects.select_related("bank_line").order_by("-created_at", "-pk")[:PAYOUTS]
    return [(payout, _PAYOUT_WORDS.get(payout.status, payout.status)) for payout in latest]


def _months(today: date, now: datetime) -> list[MonthState]:
    """This month and the one before, newest first; one nobody touched is open."""
    this = today.replace(day=1)
    months = [this, (this - timedelta(days=1)).replace(day=1)]
    known = dict(AccountingPeriod.objects.filter(month__in=months).values_list("month", "status"))
    return [
        MonthState(
            month,
            known.get(month, PeriodStatus.OPEN),
            PeriodStatus(known.get(month, PeriodStatus.OPEN)).label,
            month_status(month, now=now).sentence,
        )
        for month in months
    ]


def _bars(
    came: dict[date, Money], went: dict[date, Money], first: date
) -> tuple[list[DayBar], int]:
    """Bars of both kinds from one base line: money in upwards, money back downwards."""
    days = [first + timedelta(days=number) for number in range(DAYS)]
    pairs = [(day, came.get(day, Money()).yen, went.get(day, Money()).yen) for day in days]
    top = max((max(yen_in, yen_back) for _day, yen_in, yen_back in pairs), default=0)
    scale = 80 / top if top else 0
    bars = []
    for number, (day, yen_in, yen_back) in enumerate(pairs):
        up, down = round(yen_in * scale, 1), round(yen_back * scale, 1)
        bars.append(
            DayBar(day, yen_in, yen_back, 64 + number * 23, round(90 - up, 1), up, 90.0, down)
        )
    return bars, top

"""Whether a month balances, said in one sentence, and what stands in its way."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Q
from django.utils.formats import date_format, localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dsr.fees.domain.month_sql import BY_BREAKS, FEES_OF_UTC_MONTH, HELD_AT_STRIPE, UNDER_WAY
from dsr.fees.enums import AccountCode, BreakStatus, PullKind
from dsr.fees.models import ReconciliationBreak, ReconciliationRun, StripePull
from dsr.fees.selectors.journal import balance
from policies.domain.calendar import JST, jst_date

MOST_ROWS = 200
AGES = ((0, 3), (4, 7), (8, 30), (31, None))


@dataclass(frozen=True)
class MonthStatus:
    """One JST month. `balances` is None while it cannot be told.

    `in_books` is the receivable from Stripe at the month's end, `at_stripe` what Stripe held;
    `under_way` and `by_breaks` is how much of the difference is known, `unexplained` the rest.
    """

    first: date
    last: date
    balances: bool | None
    in_books: int
    at_stripe: int
    under_way: int
    by_breaks: int
    unexplained: int
    open_count: int
    breaks: tuple[ReconciliationBreak, ...]

    @property
    def sentence(self) -> str:
        """The month in one sentence, in the language of the page."""
        words: dict[str, Any] = {
            "month": date_format(self.first, "YEAR_MONTH_FORMAT"),
            "count": self.open_count,
            "yen": localize(abs(self.unexplained), use_l10n=True),
            "books": localize(self.in_books, use_l10n=True),
        }
        return self._words() % words

    def _words(self) -> str:
        if self.balances is None:
            return _("%(month)s cannot be told yet: Stripe has not been read to its end.")
        if self.balances:
            return _("%(month)s balances: %(books)s yen are receivable from Stripe, as it says.")
        if not self.open_count:
            return _("%(month)s does not balance: %(yen)s yen differ without a known break.")
        if not self.unexplained:
            return ngettext(
                "%(month)s does not balance: %(count)s break is open.",
                "%(month)s does not balance: %(count)s breaks are open.",
                self.open_count,
            )
        return ngettext(
            "%(month)s does not balance: %(count)s break is open, and %(yen)s yen more differ.",
            "%(month)s does not balance: %(count)s breaks are open, and %(yen)s yen more differ.",
            self.open_count,
        )


@dataclass(frozen=True)
class FeesOfMonth:
    """What Stripe took in a UTC month, to compare with its tax invoice: yen, tax inside."""

    rows: tuple[tuple[str, int, int, int], ...]  # type, how many, yen, tax inside
    fee: int
    tax: int


@dataclass(frozen=True)
class AgeOfBreaks:
    """How many open breaks were found so many days ago; `to` is None for the oldest."""

    since: int
    to: int | None
    count: int


def month_status(month: date, *, now: datetime) -> MonthStatus:
    """How the month of this day stands, with up to 200 of the rows in its way, oldest first."""
    first = month.replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    open_rows = ReconciliationBreak.objects.filter(status=BreakStatus.OPEN, happened_on__lte=last)
    breaks = open_rows.select_related("fee", "owner").order_by("happened_on", "pk")
    facts = {"last": last, "fresh": now - timedelta(days=1)}
    in_books = balance(AccountCode.CLEARING, last)
    at_stripe, under_way, by_breaks = (
        _sum(statement, facts) for statement in (HELD_AT_STRIPE, UNDER_WAY, BY_BREAKS)
    )
    unexplained = at_stripe - in_books - under_way - by_breaks
    rows = tuple(breaks[:MOST_ROWS])
    open_count = len(rows) if len(rows) < MOST_ROWS else open_rows.count()
    is_told = _is_read(last, in_books)
    balances = None if not is_told else not open_count and not unexplained
    return MonthStatus(
        first, last, balances, in_books, at_stripe, under_way, by_breaks, unexplained,
        open_count, rows,
    )  # fmt: skip


def may_close(month: date) -> bool:
    """Whether nothing of a month waits to be explained, as the last comparison found it."""
    run = ReconciliationRun.objects.order_by("-pk").first()
    seen_at = run.started_at if run else datetime.combine(month, time(), JST)
    return month_status(month, now=seen_at).balances is True


def _is_read(last: date, in_books: int) -> bool:
    """Whether Stripe was read past the month's end and compared since; or there is nothing."""
    end = datetime.combine(last + timedelta(days=1), time(), JST)
    pull = StripePull.objects.filter(kind=PullKind.BALANCE).first()
    if pull is None or pull.covered_until is None:
        return in_books == 0  # nothing is owed by Stripe: there is nothing to read
    compared = ReconciliationRun.objects.order_by("-pk").first()
    return pull.covered_until >= end and compared is not None and compared.started_at >= end


def fees_of_utc_month(month: date) -> FeesOfMonth:
    """Stripe's fees of the UTC month of this day: its tax invoice goes by UTC, our books by JST."""
    first = datetime(month.year, month.month, 1, tzinfo=UTC)
    after = (first + timedelta(days=32)).replace(day=1)
    with connection.cursor() as cursor:
        cursor.execute(FEES_OF_UTC_MONTH, {"first": first, "after": after})
        rows = tuple((str(kind), int(n), int(fee), int(tax)) for kind, n, fee, tax in cursor)
    return FeesOfMonth(rows, sum(row[2] for row in rows), sum(row[3] for row in rows))


def breaks_by_age(*, now: datetime) -> list[AgeOfBreaks]:
    """Open breaks by days in Japan since they were found: 0-3, 4-7, 8-30, 31 and more."""
    today = jst_date(now)

    def found(since: int, to: int | None) -> Q:
        until = datetime.combine(today - timedelta(days=since - 1), time(), JST)
        if to is None:
            return Q(opened_at__lt=until)
        return Q(
            opened_at__lt=until,
            opened_at__gte=datetime.combine(today - timedelta(days=to), time(), JST),
        )

    counts = ReconciliationBreak.objects.filter(status=BreakStatus.OPEN).aggregate(
        **{f"age_{since}": Count("pk", filter=found(since, to)) for since, to in AGES}
    )
    return [AgeOfBreaks(since, to, counts[f"age_{since}"]) for since, to in AGES]


def age_in_days(broken: ReconciliationBreak, *, now: datetime) -> int:
    """Whole days in Japan since it was found, until it ended."""
    return (jst_date(broken.ended_at or now) - jst_date(broken.opened_at)).days


def _sum(statement: str, facts: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        row = cursor.fetchone()
    return int(row[0]) if row else 0

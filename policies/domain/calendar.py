"""Legal dates in Japan: arrival, calendar days, business days. Pure.

Sources: Civil Code Art 140 (the first day is not counted), APPI Art 39 (two weeks from arrival),
Act on National Holidays Art 3 (substitute holidays), through jpholiday.
"""

from collections.abc import Collection
from datetime import date, timedelta

import jpholiday

from accounts.domain.clock import JST as JST
from accounts.domain.clock import jst_date as jst_date

YEAR_END = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}


def is_business_day(day: date, closures: Collection[date] = ()) -> bool:
    """Whether the desk is open: no weekend, no national holiday, no year-end, no closure."""
    return not (
        day.weekday() >= 5
        or (day.month, day.day) in YEAR_END
        or jpholiday.is_holiday(day)
        or day in closures
    )


def add_calendar_days(start: date, days: int) -> date:
    """The date `days` after `start`, the first day not counted: 1 April + 15 is 16 April."""
    return start + timedelta(days=days)


def add_business_days(start: date, days: int, closures: Collection[date] = ()) -> date:
    """The `days`-th business day after `start`; `start` itself never counts."""
    day, left = start, days
    while left:
        day += timedelta(days=1)
        left -= is_business_day(day, closures)
    return day


def on_or_after(day: date, closures: Collection[date] = ()) -> date:
    """`day`, or the next business day where the desk is closed (Civil Code Art 142)."""
    while not is_business_day(day, closures):
        day += timedelta(days=1)
    return day


def business_days_between(start: date, end: date, closures: Collection[date] = ()) -> int:
    """Business days after `start` up to and including `end`; 0 when `end` is not later."""
    span = (end - start).days
    return sum(
        is_business_day(start + timedelta(days=offset), closures) for offset in range(1, span + 1)
    )

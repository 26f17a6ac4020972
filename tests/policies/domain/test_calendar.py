"""Legal dates in Japan (DOMAIN §5): arrival, Art 39, business days."""

from datetime import UTC, date, datetime, timedelta

import jpholiday
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.domain.calendar import (
    add_business_days,
    add_calendar_days,
    business_days_between,
    is_business_day,
    jst_date,
)

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2034, 12, 31))
MOMENTS = st.datetimes(
    min_value=datetime(2020, 1, 1), max_value=datetime(2034, 12, 31), timezones=st.just(UTC)
)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 4, 1, 14, 30, tzinfo=UTC), date(2026, 4, 1)),  # 23:30 JST
        (datetime(2026, 4, 1, 15, 30, tzinfo=UTC), date(2026, 4, 2)),  # 00:30 JST
        (datetime(2026, 4, 1, 14, 59, 59, tzinfo=UTC), date(2026, 4, 1)),
        (datetime(2026, 4, 1, 15, 0, tzinfo=UTC), date(2026, 4, 2)),
        (datetime(2025, 12, 31, 15, 0, tzinfo=UTC), date(2026, 1, 1)),
    ],
)
def test_jst_date_is_the_day_in_tokyo(moment: datetime, expected: date) -> None:
    assert jst_date(moment) == expected


def test_jst_date_refuses_a_naive_datetime() -> None:
    with pytest.raises(ValueError, match="aware"):
        jst_date(datetime(2026, 4, 1, 12, 0))


def test_art_39_counts_from_the_day_after_arrival() -> None:
    assert add_calendar_days(date(2026, 4, 1), 15) == date(2026, 4, 16)


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        (date(2026, 4, 1), 3, date(2026, 4, 6)),  # Wed -> Thu, Fri, Mon
        (date(2026, 4, 28), 3, date(2026, 5, 7)),  # Showa Day; 3-5 May with a substitute on the 6th
        (date(2026, 9, 18), 1, date(2026, 9, 24)),  # 21-23 Sep: a day between two holidays rests
        (date(2026, 12, 25), 3, date(2027, 1, 5)),  # 28 Dec; 29 Dec-3 Jan closed; 4, 5 Jan
    ],
)
def test_business_days_skip_holidays_and_the_year_end(
    start: date, days: int, expected: date
) -> None:
    assert add_business_days(start, days) == expected


def test_closure_is_no_business_day() -> None:
    assert add_business_days(date(2026, 4, 1), 1, {date(2026, 4, 2)}) == date(2026, 4, 3)


@given(moment=MOMENTS)
def test_jst_date_is_utc_plus_nine_hours(moment: datetime) -> None:
    assert jst_date(moment) == (moment + timedelta(hours=9)).date()


@given(start=DAYS, days=st.integers(0, 400))
def test_calendar_days_never_count_the_first_day(start: date, days: int) -> None:
    assert (add_calendar_days(start, days) - start).days == days


@given(start=DAYS, days=st.integers(1, 60), closures=st.sets(DAYS, max_size=30))
def test_the_nth_business_day_is_open_and_has_n_open_days_behind_it(
    start: date, days: int, closures: set[date]
) -> None:
    end = add_business_days(start, days, closures)
    assert is_business_day(end, closures)
    assert business_days_between(start, end, closures) == days


@given(start=DAYS, days=st.integers(0, 30), more=st.integers(0, 30))
def test_business_days_add_up(start: date, days: int, more: int) -> None:
    first = add_business_days(start, days)
    assert add_business_days(first, more) == add_business_days(start, days + more)


@given(day=DAYS)
def test_no_holiday_weekend_or_year_end_is_a_business_day(day: date) -> None:
    closed = (
        day.weekday() in (5, 6)
        or jpholiday.is_holiday(day)
        or (day.month == 12 and day.day >= 29)
        or (day.month == 1 and day.day <= 3)
    )
    assert is_business_day(day) is not closed

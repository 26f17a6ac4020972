"""Day 1 is the day of knowledge; a last day on a holiday moves on (Enforcement Rules Art 8)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.breaches.domain.clocks import day_number, is_day_of_reminder, last_day
from policies.domain.calendar import is_business_day

# knowledge: (last of 5 days, of 30, of 60), each looked up in a calendar of Japan by hand
EXAMPLES = {
    "2026-04-01": ("2026-04-06", "2026-04-30", "2026-06-01"),  # 5th day a Sunday, 60th a Saturday
    "2026-04-07": ("2026-04-13", "2026-05-07", "2026-06-05"),  # 30th day 6 May, substitute holiday
    "2026-05-01": ("2026-05-07", "2026-06-01", "2026-06-29"),  # a Friday before Golden Week
    "2026-09-18": ("2026-09-24", "2026-10-19", "2026-11-16"),  # before the silver week of 2026
    "2026-12-01": ("2026-12-07", "2027-01-04", "2027-01-29"),  # 30th day 30 December: offices shut
    "2026-12-25": ("2027-01-04", "2027-01-25", "2027-02-22"),  # a Friday before the year's end
    "2026-12-28": ("2027-01-04", "2027-01-26", "2027-02-25"),  # 5th day New Year's Day
    "2028-02-01": ("2028-02-07", "2028-03-01", "2028-03-31"),  # a leap year
}


@pytest.mark.parametrize("knowledge", sorted(EXAMPLES))
def test_last_days_by_the_calendar(knowledge: str) -> None:
    known = date.fromisoformat(knowledge)
    found = tuple(last_day(known, days=days).isoformat() for days in (5, 30, 60))
    assert found == EXAMPLES[knowledge]


@given(known=st.dates(date(2023, 9, 1), date(2035, 12, 31)), days=st.sampled_from([5, 30, 60]))
def test_last_day_is_open_and_never_early(known: date, days: int) -> None:
    end = last_day(known, days=days)
    assert is_business_day(end)
    assert day_number(known, end) >= days
    closed = [known + timedelta(days=number - 1) for number in range(days, day_number(known, end))]
    assert not any(is_business_day(day) for day in closed)


def test_day_of_knowledge_is_day_one() -> None:
    assert day_number(date(2026, 4, 1), date(2026, 4, 1)) == 1
    assert day_number(date(2026, 4, 1), date(2026, 4, 5)) == 5


@pytest.mark.parametrize(
    ("days_left", "reminded"), [(3, False), (2, True), (1, True), (0, True), (-1, True), (-9, True)]
)
def test_reminders_from_two_days_before_and_daily_when_late(days_left: int, reminded: bool) -> None:
    due = date(2026, 4, 10)
    assert is_day_of_reminder(due, due - timedelta(days=days_left)) is reminded

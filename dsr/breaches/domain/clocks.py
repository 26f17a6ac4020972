"""The clocks of a breach: the day of knowledge is day 1, and a last day on a holiday moves on.

Sources: APPI Art 26(1), Enforcement Rules Art 8(1)(2), PPC guideline 3-5-3-3 and 3-5-3-4. Weekends
and holidays inside the period count; a last day on one moves to the next day that offices open. The
company's own closures move nothing: the authority is open then. Pure.
"""

from datetime import date, timedelta

from policies.domain.calendar import on_or_after

FIRST_AIM = 3  # "within about three to five days" (guideline 3-5-3-3): the aim inside the limit
SOON = timedelta(days=2)


def last_day(knowledge_on: date, *, days: int) -> date:
    """The last of `days` days counted from `knowledge_on` as day 1, moved past closed days."""
    return on_or_after(knowledge_on + timedelta(days=days - 1))


def day_number(knowledge_on: date, on: date) -> int:
    """Which day `on` is, the day of knowledge being 1."""
    return (on - knowledge_on).days + 1


def is_day_of_reminder(due: date, on: date) -> bool:
    """Whether somebody is reminded on this day: from two days before, and every day it is late."""
    return on >= due - SOON

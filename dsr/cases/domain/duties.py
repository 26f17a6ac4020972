"""How urgent a date is for whoever owes something by it. Pure: business days come from outside."""

from collections.abc import Collection
from datetime import date

from policies.domain.calendar import business_days_between

AHEAD = 3  # business days before a date on which its owner first hears of it
PATIENCE = 5  # business days of lateness between one urgent mail and the next
FAR = 40  # calendar days: no run of holidays and closures leaves so few business days in them
QUIET, SOON, DUE, LATE = 0, 1, 2, 3  # LATE and everything above it is also the managers' matter


def urgency(due: date, *, today: date, closed: Collection[date]) -> int:
    """How loudly a date calls on the business day `today`.

    QUIET more than three business days ahead; SOON within three; DUE on the last business day on
    which it can be met; LATE once it has passed, and one more for every five business days since,
    so that a higher number is always a reason for one more mail and the same number never is.
    """
    if due < today:
        late = business_days_between(due, today, closed)
        return LATE + max(late - 1, 0) // PATIENCE
    if (due - today).days > FAR:
        return QUIET
    left = business_days_between(today, due, closed)
    if left == 0:
        return DUE
    return SOON if left <= AHEAD else QUIET

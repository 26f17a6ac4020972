"""When a payout may show at the bank, and which line it is (FEES §5).

A pair is matched only where it is the only one: the same amount, within one business day before and
five after Stripe's arrival date. A line of that very day goes first, as daily payouts are alike.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from policies.domain.calendar import add_business_days, is_business_day

BEFORE: Final = 1
AFTER: Final = 5


@dataclass(frozen=True, slots=True)
class BankWindow:
    """The days, both included, on which the bank may book a payout that arrives on `arrival_on`."""

    arrival_on: date
    first_on: date
    last_on: date


def bank_window(arrival_on: date, closures: Collection[date] = ()) -> BankWindow:
    """One business day before to five after."""
    first = arrival_on
    left = BEFORE
    while left:
        first -= timedelta(days=1)
        left -= is_business_day(first, closures)
    return BankWindow(arrival_on, first, add_business_days(arrival_on, AFTER, closures))


# Both give (payout_id, line_id), each at most once; what is ambiguous is left for a person.
_PAIRS: Final = """
    SELECT payout_id, line_id FROM (
        SELECT o.id AS payout_id, l.id AS line_id,
            count(*) OVER (PARTITION BY o.id) AS lines,
            count(*) OVER (PARTITION BY l.id) AS payouts
        FROM dsr_fees_payout o
        JOIN bank_windows w ON w.arrival_on = o.arrival_on
        JOIN dsr_fees_bankline l ON l.amount = o.amount AND l.payout_id IS NULL AND {days}
        LEFT JOIN dsr_fees_bankline taken ON taken.payout_id = o.id
        WHERE o.status IN ('paid', 'in_transit', 'pending') AND o.currency = 'jpy'
          AND taken.id IS NULL
    ) pairs WHERE lines = 1 AND payouts = 1
"""
SAME_DAY: Final = _PAIRS.format(days="l.booked_on = o.arrival_on")
WITHIN_WINDOW: Final = _PAIRS.format(days="l.booked_on BETWEEN w.first_on AND w.last_on")
MATCH: Final = """
    UPDATE dsr_fees_bankline line SET payout_id = pair.payout_id, matched_at = %(now)s
    FROM ({pairs}) pair WHERE line.id = pair.line_id
"""

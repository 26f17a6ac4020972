"""Two at once: the chain stays whole, a fact is booked once, a closing month takes nothing more."""

from datetime import UTC, date, datetime
from functools import partial

import pytest

from accounts.domain.actor import system_actor
from dsr.fees.domain.postings import Line
from dsr.fees.models import AccountingPeriod, JournalEntry
from dsr.fees.services.accounts import seed_accounts
from dsr.fees.services.journal import post_entry
from dsr.fees.services.periods import close_period
from tests.desk import staff_actor
from tests.dsr.fees.books import no_checks, whole
from tests.dsr.fees.paying import at_once

__all__ = ["no_checks"]
pytestmark = pytest.mark.usefixtures("db", "no_checks")
NOW = datetime(2026, 4, 10, 3, tzinfo=UTC)
MARCH = date(2026, 3, 31)


def book(key: str) -> JournalEntry:
    lines = (Line("CLEARING", debit=1000), Line("FEE_INCOME", credit=1000))
    return post_entry(
        key=key, kind="PAYMENT", booked_on=MARCH, lines=lines,
        actor=system_actor("fees.bookkeeping"), now=NOW,
    )  # fmt: skip


def test_eight_at_once_make_one_whole_chain_and_one_entry_for_one_fact() -> None:
    seed_accounts()
    results = at_once([partial(book, f"payment:{number % 4}") for number in range(8)])
    assert JournalEntry.objects.count() == 4
    # Whoever lost the race for a key is refused by it, and finds the entry when tried again.
    assert {type(result).__name__ for result in results} <= {"JournalEntry", "IntegrityError"}
    assert sorted(JournalEntry.objects.values_list("sequence", flat=True)) == [1, 2, 3, 4]
    assert whole()


@pytest.mark.usefixtures("any_month_closes")
def test_month_that_closes_while_entries_arrive_holds_only_what_came_before() -> None:
    seed_accounts()
    finance = staff_actor("finance")
    book("payment:first")
    closing = partial(close_period, month=MARCH, reason="月次完了", actor=finance, now=NOW)
    at_once([partial(book, "payment:1"), closing, partial(book, "payment:2")])
    assert AccountingPeriod.objects.get(month=MARCH.replace(day=1)).status == "CLOSED"
    count = JournalEntry.objects.filter(chain="2026-03").count()
    book("payment:late")
    assert JournalEntry.objects.filter(chain="2026-03").count() == count
    assert whole()

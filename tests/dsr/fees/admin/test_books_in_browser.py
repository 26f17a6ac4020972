"""The books in a real browser: the journal, an entry, a month and its closing, the chart."""

from datetime import date

import pytest
from django.test import Client

from accounts.domain.actor import system_actor
from dsr.fees.domain import postings
from dsr.fees.services.journal import post, reverse_entry
from tests.accounts.console import open_console
from tests.config.stripe_sandbox.views.test_browser import Visitor
from tests.dsr.fees.books import no_checks
from tests.dsr.fees.paying import now, owe
from tests.dsr.fees.views.test_browser import sign_in, visitor

__all__ = ["no_checks", "visitor"]
pytestmark = pytest.mark.usefixtures("till", "no_checks")
MARCH = date(2026, 3, 31)
PROGRAM = system_actor("fees.bookkeeping")


def test_finance_reads_the_journal_and_closes_a_month(visitor: Visitor, till: str) -> None:
    client = Client()
    open_console(client, "finance")
    fee = owe()
    paid = postings.payment_received(
        payment="1", method="CARD", standing="SETTLES_FEE", amount=1000
    )
    entry = post(posting=paid, booked_on=MARCH, fee=fee, actor=PROGRAM, now=now())
    costs = postings.stripe_fee_booked(balance_transaction="txn_1", fee=36)
    assert costs is not None
    post(posting=costs, booked_on=MARCH, fee=fee, actor=PROGRAM, now=now())
    undone = reverse_entry(entry=entry, booked_on=date(2026, 4, 2), actor=PROGRAM, now=now())
    sign_in(visitor, client, till)
    page = visitor.page
    page.goto(f"{till}/console/dsr_fees/journalentry/")
    assert page.locator("#result_list tbody tr").count() == 3
    visitor.must_be_sound("books-journal")
    page.goto(f"{till}/console/dsr_fees/journalentry/{undone.number}/change/")
    visitor.must_be_sound("books-entry")
    page.goto(f"{till}/console/dsr_fees/account/FEE_INCOME/change/")
    visitor.must_be_sound("books-account")
    page.goto(f"{till}/console/dsr_fees/account/POSTAL_ORDERS/step/cash-postal-orders/")
    visitor.must_be_sound("books-cashing")
    page.goto(f"{till}/console/dsr_fees/accountingperiod/2026-03/change/")
    visitor.must_be_sound("books-month")
    page.locator("a[href$='/step/close/']").click()
    page.locator("textarea[name=reason]").fill("三月分の照合が完了")
    visitor.must_be_sound("books-close")
    page.locator("main form[method=post] button[type=submit]").last.click()
    page.wait_for_url("**/change/")
    closed = {"ja": "締め済み", "en": "Closed"}[visitor.language]
    assert closed in page.locator("main .chip").inner_text()
    visitor.must_be_sound("books-closed")

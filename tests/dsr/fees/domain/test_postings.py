"""Pure postings: balanced, on the right accounts, and the tax of parts sums to the whole."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsr.fees.domain import postings
from dsr.fees.domain.postings import Line, Posting
from dsr.fees.domain.seeded_accounts import ACCOUNTS, TAX_NAMES
from dsr.fees.domain.tax import included_tax
from dsr.fees.enums import AccountCode, AccountKind, EntryKind, TaxCode
from dsr.fees.selectors.journal import DEBIT_CODES, DEBIT_KINDS


def all_postings() -> list[Posting]:
    made = [
        *(
            postings.payment_received(payment="p", method=method, standing=standing, amount=1000)
            for method in postings.HELD_IN for standing in postings.OWED_AS
        ),
        *(
            postings.refund_made(
                refund="r", method=method, standing=standing, amount=500, tax_amount=45
            )
            for method in postings.HELD_IN for standing in postings.OWED_AS
        ),
        postings.suspense_resolved(payment="p", standing="SETTLES_FEE", amount=1000),
        postings.suspense_resolved(payment="p", standing="OVERPAYMENT", amount=900),
        postings.dispute_opened(dispute="d", amount=1000),
        *(
            postings.dispute_lost(dispute="d", standing=standing, amount=1000)
            for standing in postings.OWED_AS
        ),
        postings.stripe_fee_booked(balance_transaction="t", fee=36),
        postings.stripe_fee_booked(balance_transaction="t", fee=132, tax=12),
        postings.stripe_fee_booked(balance_transaction="t", fee=-36),
        postings.payout_paid(payout="o", amount=964),
        postings.payout_paid(payout="o", amount=-300),
        postings.payout_failed(payout="o", amount=964),
        postings.postal_orders_cashed(reference="c", amount=3000),
    ]  # fmt: skip
    return [posting for posting in made if posting is not None]


def test_every_posting_balances_on_known_accounts_taxes_and_kinds() -> None:
    for posting in all_postings():
        assert postings.problem_of(posting.lines) == "", posting
        assert {line.account for line in posting.lines} <= set(AccountCode.values)
        assert {line.tax for line in posting.lines} <= set(TaxCode.values)
        assert posting.kind in EntryKind.values


def test_seeded_chart_names_every_account_and_tax_of_the_books() -> None:
    assert [row[0] for row in ACCOUNTS] == AccountCode.values
    assert [row[0] for row in TAX_NAMES] == TaxCode.values
    debit = {row[0] for row in ACCOUNTS if AccountKind(row[1]) in DEBIT_KINDS}
    assert debit == {code.value for code in DEBIT_CODES}


def test_fee_carries_its_tax_and_what_is_no_fee_carries_none() -> None:
    fee = postings.payment_received(payment="p", method="CARD", standing="SETTLES_FEE", amount=1000)
    assert fee == Posting(
        "payment:p",
        "PAYMENT",
        (Line("CLEARING", debit=1000), Line("FEE_INCOME", credit=1000, tax="SALES_10",
                                            tax_amount=90)),
    )  # fmt: skip
    twice = postings.payment_received(
        payment="p", method="KONBINI", standing="OVERPAYMENT", amount=1000
    )
    assert twice.lines[1] == Line("DEPOSITS", credit=1000)


def test_stripe_fee_books_the_tax_stripe_says_and_nothing_for_zero() -> None:
    taxed = postings.stripe_fee_booked(balance_transaction="txn_1", fee=132, tax=12)
    assert taxed is not None
    assert (taxed.key, taxed.lines) == (
        "stripe_fee:txn_1",
        (Line("STRIPE_FEES", debit=132, tax="PURCHASE_10", tax_amount=12),
         Line("CLEARING", credit=132)),
    )  # fmt: skip
    assert postings.stripe_fee_booked(balance_transaction="txn_1", fee=0) is None
    returned = postings.stripe_fee_booked(balance_transaction="txn_1", fee=-36)
    assert returned is not None
    assert returned.lines[0].credit == 36


def test_failed_payout_undoes_what_the_paid_one_did() -> None:
    paid = postings.payout_paid(payout="po_1", amount=964)
    failed = postings.payout_failed(payout="po_1", amount=964)
    assert paid is not None
    assert failed is not None
    assert failed.lines == postings.opposite(paid.lines)
    assert failed.key != paid.key


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ([Line("BANK", debit=1)], "two lines"),
        ([Line("BANK", debit=2), Line("SUSPENSE", credit=1)], "differ"),
        ([Line("BANK", debit=1, credit=1), Line("SUSPENSE", credit=0)], "or a credit"),
        ([Line("BANK", debit=-1), Line("SUSPENSE", credit=-1)], "not negative"),
        ([Line("BANK", debit=1.0), Line("SUSPENSE", credit=1)], "whole"),  # type: ignore[arg-type]  # wrong on purpose
        ([Line("BANK", debit=5, tax_amount=6), Line("SUSPENSE", credit=5)], "inside"),
    ],
)
def test_lines_that_are_no_entry_say_why(lines: list[Line], problem: str) -> None:
    assert problem in postings.problem_of(lines)


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 5000).flatmap(lambda fee: st.tuples(
    st.just(fee), st.lists(st.tuples(st.integers(1, 5000), st.booleans()), max_size=8)
)))  # fmt: skip
def test_tax_of_refunds_sums_to_the_tax_of_the_fee_whatever_fails(
    case: tuple[int, list[tuple[int, bool]]],
) -> None:
    fee, tries = case
    standing: list[tuple[int, int]] = []  # what went back and stayed: yen, tax
    for amount, fails in tries:
        part = min(amount, fee - sum(yen for yen, _ in standing))
        if not part:
            break
        standing.append((part, tax_of_next(standing, part)))
        if fails:
            standing.pop(0)
    if rest := fee - sum(yen for yen, _ in standing):
        standing.append((rest, tax_of_next(standing, rest)))
    assert all(0 <= tax <= yen for yen, tax in standing)
    assert sum(tax for _, tax in standing) == included_tax(fee)


def tax_of_next(standing: list[tuple[int, int]], amount: int) -> int:
    return postings.returned_tax(
        amount,
        returned=sum(yen for yen, _ in standing),
        returned_tax=sum(tax for _, tax in standing),
    )

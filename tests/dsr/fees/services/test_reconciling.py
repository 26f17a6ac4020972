"""Reconciling: what is exact matches, every fault is one typed break, nothing is repaired."""

from datetime import timedelta

import pytest

from dsr.fees.models import BankLine, BreakEvent, ReconciliationBreak
from dsr.fees.services.reconciling import reconcile
from tests.bench.money_books import READ_UNTIL, MoneyBooks

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)

# Before payouts: Stripe never booked it; somebody else's sale; another amount; a refund nobody of
# ours asked for. Movements that go out with a payout change the payout with them.
FAULTS_AT_STRIPE = """
    DELETE FROM dsr_fees_balancetransaction WHERE stripe_id IN ('txn_q_17', 'txn_q_4711');
    INSERT INTO dsr_fees_balancetransaction (stripe_id, type, category, amount, fee, fee_tax, net,
        currency, status, cause_id, created_at, available_at, source, pulled_at)
    SELECT 'txn_other_' || n, type, category, 5000, 180, 0, 4820, currency, status,
        'ch_other_' || n, created_at, available_at, source, pulled_at
    FROM dsr_fees_balancetransaction, generate_series(1, 3) n WHERE stripe_id = 'txn_q_101';
    UPDATE dsr_fees_balancetransaction SET amount = 100000, net = 99964 WHERE stripe_id = 'txn_q_9';
    UPDATE dsr_fees_refund SET stripe_refund_id = '' WHERE stripe_refund_id = 're_q_40';
"""
FAULTS_AT_THE_BANK = """
    UPDATE dsr_fees_payout SET amount = amount + 1 WHERE stripe_id = 'po_q_2026-02-10';
    UPDATE dsr_fees_bankline SET amount = amount + 1 WHERE fingerprint = md5('po_q_2026-02-10');
    DELETE FROM dsr_fees_bankline WHERE fingerprint = md5('po_q_2026-03-03');
"""
SMALL_FAULTS = """
    UPDATE dsr_fees_balancetransaction SET currency = 'usd' WHERE stripe_id = 'txn_q_1';
    UPDATE dsr_fees_balancetransaction SET fee = 40, net = 960 WHERE stripe_id = 'txn_q_2';
    UPDATE dsr_fees_balancetransaction SET net = 963 WHERE stripe_id = 'txn_q_3';
    UPDATE dsr_fees_payment SET standing = 'OVERPAYMENT' WHERE charge_id = 'ch_q_4';
    UPDATE dsr_fees_payment SET livemode = true WHERE charge_id = 'ch_q_5';
    UPDATE dsr_fees_payment SET balance_transaction_id = '' WHERE charge_id = 'ch_q_6';
    DELETE FROM dsr_fees_balancetransaction WHERE stripe_id = 'txn_q_6';
    UPDATE dsr_fees_striperefund SET status = 'failed' WHERE stripe_id = 're_q_20';
    INSERT INTO dsr_fees_stripedispute (stripe_id, status, reason, amount, currency, livemode,
        charge_id, payment_intent_id, created_at, pulled_at)
    VALUES ('dp_q_7', 'needs_response', 'fraudulent', 1000, 'jpy', false, 'ch_q_7', 'pi_q_7',
        %(read)s, %(read)s);
"""
STRANGE_BANK_LINE = """
    INSERT INTO dsr_fees_bankline (statement_id, line_number, booked_on, amount, words, fingerprint)
    VALUES (%(statement)s, 999, '2026-02-12', 77777, 'STRIPE', 'strange')
"""


def open_breaks() -> list[tuple[str, str]]:
    rows = ReconciliationBreak.objects.filter(status="OPEN").order_by("type", "about")
    return list(rows.values_list("type", "about"))


def test_quarter_of_10000_fees_shows_exactly_the_injected_faults() -> None:
    books = MoneyBooks(10_000)
    books.take_payments()
    books.run(FAULTS_AT_STRIPE)
    books.pay_out()
    books.run(FAULTS_AT_THE_BANK)
    run = reconcile(now=READ_UNTIL)
    assert open_breaks() == [
        ("AMOUNT_MISMATCH", "FEE-Q-9"),
        ("IN_STRIPE_NOT_IN_PORTAL", "ch_other_1"),
        ("IN_STRIPE_NOT_IN_PORTAL", "ch_other_2"),
        ("IN_STRIPE_NOT_IN_PORTAL", "ch_other_3"),
        ("PAID_NOT_IN_STRIPE", "FEE-Q-17"),
        ("PAID_NOT_IN_STRIPE", "FEE-Q-4711"),
        ("PAYOUT_NO_BANK", "po_q_2026-03-03"),
        ("PAYOUT_SUM", "po_q_2026-02-10"),
        ("REFUND_UNKNOWN", "re_q_40"),
    ]
    assert (run.found, run.returned, run.gone) == (9, 0, 0)
    assert not BankLine.objects.filter(payout=None).exists()
    assert reconcile(now=READ_UNTIL + DAY).found == 0  # known ones are not told twice


def test_every_other_kind_of_fault_has_its_break_and_goes_when_it_no_longer_holds() -> None:
    books = MoneyBooks(40, days=8)
    books.take_payments()
    books.run(SMALL_FAULTS)
    books.pay_out()
    books.run(STRANGE_BANK_LINE)
    reconcile(now=READ_UNTIL)
    assert open_breaks() == [
        ("AMOUNT_MISMATCH", "txn_q_3"),
        ("BALANCE_TXN_MISSING", "FEE-Q-6"),
        ("BANK_NO_PAYOUT", "2026-02-12 / 999"),
        ("CURRENCY", "FEE-Q-1"),
        ("DISPUTE_OPEN", "FEE-Q-7"),
        ("DUPLICATE_PAYMENT", "FEE-Q-4"),
        ("FEE_UNEXPECTED", "FEE-Q-2"),
        ("LIVEMODE", "FEE-Q-5"),
        ("REFUND_FAILED", "FEE-Q-20"),
    ]
    dispute = ReconciliationBreak.objects.get(type="DISPUTE_OPEN")
    books.run("UPDATE dsr_fees_stripedispute SET status = 'won'")
    assert reconcile(now=READ_UNTIL + DAY).gone == 1
    books.run("UPDATE dsr_fees_stripedispute SET status = 'under_review'")
    assert reconcile(now=READ_UNTIL + 2 * DAY).returned == 1
    steps = BreakEvent.objects.filter(broken=dispute).order_by("at").values_list("step", flat=True)
    assert list(steps) == ["FOUND", "GONE", "BACK"]
    dispute.refresh_from_db()
    assert (dispute.status, dispute.opened_at, dispute.fee_id) == (
        "OPEN", READ_UNTIL + 2 * DAY, books.facts["fee"] + 7,
    )  # fmt: skip


def test_bank_lines_match_only_where_one_payout_and_one_line_can_be_meant() -> None:
    books = MoneyBooks(40, days=8)
    books.take_payments()
    books.pay_out()
    books.run("""
        UPDATE dsr_fees_payout o SET amount = told.amount, arrival_on = told.day::date FROM (VALUES
            ('po_q_2026-01-09', 5000, '2026-01-19'), -- three of one sum
            ('po_q_2026-01-10', 5000, '2026-01-20'),
            ('po_q_2026-01-11', 5000, '2026-01-21'),
            ('po_q_2026-01-12', 7000, '2026-02-05'),
            ('po_q_2026-01-13', 8000, '2026-02-10')) told (id, amount, day)
        WHERE o.stripe_id = told.id;
        DELETE FROM dsr_fees_bankline;
        INSERT INTO dsr_fees_bankline
            (statement_id, line_number, booked_on, amount, words, fingerprint)
        SELECT %(statement)s, n, booked_on::date, amount, 'STRIPE', n::text FROM (VALUES
            (1, '2026-01-20', 5000), -- the very day of one: taken first
            (2, '2026-01-26', 5000), (3, '2026-01-26', 5000), -- which of two: nobody knows
            (4, '2026-02-13', 7000), -- Thursday and five business days, the 11th a holiday
            (5, '2026-02-20', 8000)  -- one business day too late
        ) lines (n, booked_on, amount);
    """)
    reconcile(now=READ_UNTIL)
    matched = BankLine.objects.filter(payout__isnull=False).order_by("line_number")
    assert list(matched.values_list("line_number", "payout__stripe_id")) == [
        (1, "po_q_2026-01-10"), (4, "po_q_2026-01-12"),
    ]  # fmt: skip

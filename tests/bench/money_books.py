"""Books of many fees built as sets: payments here, their movements and payouts at Stripe, the bank.

One real fee is filed by the services and copied. Everything agrees until a caller changes it.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from tests.desk import file_disclosure, make_requester, make_staff, set_up_desk

FIRST_DAY = date(2026, 1, 5)
DAYS = 85
READ_UNTIL = datetime.fromisoformat("2026-04-20T12:00:00+09:00")

COPIES = """
INSERT INTO dsr_cases_case SELECT (jsonb_populate_record(c, jsonb_build_object(
    'id', %(case)s + n, 'reference', 'DSR-2025-' || (1000000 + n),
    'filing_token', md5('case' || n)::uuid))).*
FROM dsr_cases_case c, generate_series(1, %(count)s) n WHERE c.id = %(case)s;
INSERT INTO dsr_fees_fee SELECT (jsonb_populate_record(f, jsonb_build_object(
    'id', %(fee)s + n, 'reference', 'FEE-Q-' || n, 'case_id', %(case)s + n, 'status', 'PAID',
    'settled_at', %(first)s::timestamptz + (n %% %(days)s) * interval '1 day'))).*
FROM dsr_fees_fee f, generate_series(1, %(count)s) n WHERE f.id = %(fee)s;
"""
PAID = """
INSERT INTO dsr_fees_paymentattempt (id, fee_id, status, idempotency_key, locale, page_expires_at,
    session_id, page_url, voucher_url, failure_code, created_at, ended_at)
SELECT md5('attempt' || n)::uuid, %(fee)s + n, 'PAID', 'checkout:q' || n, 'ja', at, 'cs_q_' || n,
    '', '', '', at, at FROM paid_on;
INSERT INTO dsr_fees_payment (id, fee_id, attempt_id, payment_intent_id, charge_id, method, amount,
    currency, livemode, standing, mismatch, stripe_fee, balance_transaction_id, paid_at,
    offline_reference)
SELECT md5('payment' || n)::uuid, %(fee)s + n, md5('attempt' || n)::uuid, 'pi_q_' || n,
    'ch_q_' || n, 'CARD', 1000, 'jpy', false, 'SETTLES_FEE', '', 36, 'txn_q_' || n, at, ''
FROM paid_on;
INSERT INTO dsr_fees_balancetransaction (stripe_id, type, category, amount, fee, fee_tax, net,
    currency, status, cause_id, created_at, available_at, source, pulled_at)
SELECT 'txn_q_' || n, 'charge', 'charge', 1000, 36, 0, 964, 'jpy', 'available', 'ch_q_' || n, at,
    at + interval '4 days', 'STRIPE', %(read)s FROM paid_on;
INSERT INTO dsr_fees_refund (id, payment_id, amount, reason, status, stripe_refund_id, failure_code,
    offline_reference, requested_at, ended_at)
SELECT md5('refund' || n)::uuid, md5('payment' || n)::uuid, 1000, 'WITHDRAWN', 'SUCCEEDED',
    're_q_' || n, '', '', at + interval '1 day', at + interval '1 day'
FROM paid_on WHERE n %% 20 = 0;
INSERT INTO dsr_fees_striperefund (stripe_id, status, amount, currency, charge_id,
    payment_intent_id, failure_code, created_at, pulled_at)
SELECT 're_q_' || n, 'succeeded', 1000, 'jpy', 'ch_q_' || n, 'pi_q_' || n, '',
    at + interval '1 day', %(read)s FROM paid_on WHERE n %% 20 = 0;
INSERT INTO dsr_fees_balancetransaction (stripe_id, type, category, amount, fee, fee_tax, net,
    currency, status, cause_id, created_at, available_at, source, pulled_at)
SELECT 'txn_r_' || n, 'refund', 'refund', -1000, 0, 0, -1000, 'jpy', 'available', 're_q_' || n,
    at + interval '1 day', at + interval '4 days', 'STRIPE', %(read)s
FROM paid_on WHERE n %% 20 = 0;
"""
PAYOUTS = """
INSERT INTO dsr_fees_payout (stripe_id, status, amount, currency, livemode, automatic, reconciled,
    lines_read, balance_transaction_stripe_id, failure_balance_transaction_stripe_id, failure_code,
    arrival_on, created_at, source, pulled_at)
SELECT 'po_q_' || day, 'paid', sum(net), 'jpy', false, true, true, true, 'txn_po_' || day, '', '',
    day + 2, day::timestamptz, 'STRIPE', %(read)s
FROM (SELECT net, (available_at AT TIME ZONE 'Asia/Tokyo')::date AS day
      FROM dsr_fees_balancetransaction WHERE payout_id IS NULL) lines
GROUP BY day;
UPDATE dsr_fees_balancetransaction line SET payout_id = o.id FROM dsr_fees_payout o
WHERE o.stripe_id = 'po_q_' || (line.available_at AT TIME ZONE 'Asia/Tokyo')::date;
INSERT INTO dsr_fees_balancetransaction (stripe_id, type, category, amount, fee, fee_tax, net,
    currency, status, cause_id, created_at, available_at, source, pulled_at)
SELECT balance_transaction_stripe_id, 'payout', 'payout', -amount, 0, 0, -amount, 'jpy',
    'available', stripe_id, created_at, created_at, 'STRIPE', %(read)s FROM dsr_fees_payout;
INSERT INTO dsr_fees_bankline (statement_id, line_number, booked_on, amount, words, balance,
    fingerprint)
SELECT %(statement)s, row_number() OVER (ORDER BY id), arrival_on, amount, 'ストライプジャパン(カ',
    NULL, md5(stripe_id) FROM dsr_fees_payout;
"""


class MoneyBooks:
    """Books of `count` fees paid over `days`; every twentieth is refunded.

    `facts` are the parameters of `run`.
    """

    def __init__(self, count: int, *, days: int = DAYS) -> None:
        set_up_desk()
        from dsr.cases.enums import Gate
        from dsr.fees.services.fees import raise_fee

        case = file_disclosure(make_requester(), fee_gate=Gate.OPEN)
        fee = raise_fee(case=case, now=READ_UNTIL)
        if fee is None:
            raise RuntimeError("the desk charges nothing")
        self.staff = make_staff("finance", email="books@milly.example")
        self.facts: dict[str, Any] = {
            "count": count, "case": case.pk, "fee": fee.pk, "read": READ_UNTIL, "days": days,
            "first": f"{FIRST_DAY} 00:30+09",
        }  # fmt: skip

    def take_payments(self) -> None:
        """Fees paid, movements booked, refunds made; nothing is paid out yet."""
        self.run(COPIES)
        self.run(
            "CREATE TEMP TABLE paid_on ON COMMIT DROP AS SELECT n, %(first)s::timestamptz"
            " + (n %% %(days)s) * interval '1 day' + (n %% 1400) * interval '1 minute' AS at"
            " FROM generate_series(1, %(count)s) n; ANALYZE paid_on;" + PAID
        )
        self.run(
            "INSERT INTO dsr_fees_stripepull (kind, covered_since, covered_until, cursor, pages,"
            " rows, failure) VALUES ('BALANCE', %(first)s::timestamptz - interval '2 days',"
            " %(read)s, '', 0, 0, '')"
        )

    def pay_out(self) -> None:
        """What is available goes to the bank day by day, and the bank's statement is imported."""
        from dsr.fees.models import BankImport

        self.facts["statement"] = BankImport.objects.create(
            status="IMPORTED", format="COLUMNS", digest="q", first_on=FIRST_DAY,
            last_on=FIRST_DAY + timedelta(days=100), uploaded_by=self.staff,
            uploaded_at=READ_UNTIL, ended_at=READ_UNTIL,
        ).pk  # fmt: skip
        self.run(PAYOUTS)
        self.run("ANALYZE")

    def run(self, sql: str) -> None:
        """Run statements."""
        with connection.cursor() as cursor:
            cursor.execute(sql, self.facts)

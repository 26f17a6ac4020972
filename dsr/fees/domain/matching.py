"""Exact matching as sets: one SELECT for each way our books, Stripe's and the bank's can differ.

Every SELECT gives (key, fee_id, about, expected, found, happened_on): `key` is what the break is
about within its type, `expected` what our side (or the payout) says, `found` the other side, yen.
Nothing is looked up row by row: each is a join over whole tables, so that it grows linearly.

Parameters: on (JST date of the run), live (bool), covered_since and covered_until (what was read of
Stripe's balance), settled_before (later facts may still be on their way to us), booked_before
(payments since then may still lack their movement: Stripe takes up to an hour).
Source of types: https://docs.stripe.com/reports/balance-transaction-types.
"""
# ruff: noqa: S608 -- pieced together from constants of this file only

from typing import Final

DAY_OF = "({} AT TIME ZONE 'Asia/Tokyo')::date"
CHARGE: Final = "b.type IN ('charge', 'payment')"
REFUND: Final = "b.type IN ('refund', 'payment_refund')"
DISPUTED: Final = "b.category IN ('dispute', 'dispute_reversal')"
FAILED: Final = "('FAILED', 'CANCELED')"
PAID_OUT: Final = "('paid', 'in_transit', 'pending')"

_MOVED_ON: Final = DAY_OF.format("b.created_at")
_PAID_ON: Final = DAY_OF.format("p.paid_at")
_WITH_MOVEMENT: Final = """
    dsr_fees_payment p JOIN dsr_fees_fee f ON f.id = p.fee_id
    LEFT JOIN dsr_fees_balancetransaction t
        ON t.stripe_id = p.balance_transaction_id AND p.balance_transaction_id <> ''
    LEFT JOIN dsr_fees_balancetransaction c
        ON c.cause_id = p.charge_id AND p.charge_id <> '' AND c.type IN ('charge', 'payment')
"""
_RETURNED: Final = """(
    SELECT payment_id, sum(amount) AS yen FROM dsr_fees_refund
    WHERE status = 'SUCCEEDED' GROUP BY payment_id
)"""

PAID_NOT_IN_STRIPE: Final = f"""
    SELECT p.id::text, p.fee_id, f.reference, p.amount, 0, {_PAID_ON}
    FROM {_WITH_MOVEMENT}
    WHERE p.attempt_id IS NOT NULL AND t.id IS NULL AND c.id IS NULL
      AND p.paid_at >= %(covered_since)s AND p.paid_at < %(covered_until)s
      AND (p.balance_transaction_id <> '' OR (p.charge_id = '' AND p.payment_intent_id = ''))
"""
BALANCE_TXN_MISSING: Final = f"""
    SELECT p.id::text, p.fee_id, f.reference, p.amount, NULL::bigint, {_PAID_ON}
    FROM {_WITH_MOVEMENT}
    WHERE p.attempt_id IS NOT NULL AND t.id IS NULL AND c.id IS NULL
      AND p.balance_transaction_id = '' AND (p.charge_id <> '' OR p.payment_intent_id <> '')
      AND p.paid_at < %(booked_before)s
"""
IN_STRIPE_NOT_IN_PORTAL: Final = f"""
    SELECT b.stripe_id, NULL::bigint, b.cause_id, 0, b.amount, {_MOVED_ON}
    FROM dsr_fees_balancetransaction b
    LEFT JOIN dsr_fees_payment p ON p.charge_id = b.cause_id AND p.charge_id <> ''
    LEFT JOIN dsr_fees_payment q
        ON q.balance_transaction_id = b.stripe_id AND q.balance_transaction_id <> ''
    WHERE {CHARGE} AND p.id IS NULL AND q.id IS NULL AND b.created_at < %(settled_before)s
"""
AMOUNT_MISMATCH: Final = f"""
    SELECT b.stripe_id, p.fee_id, f.reference, p.amount, b.amount, {_MOVED_ON}
    FROM dsr_fees_balancetransaction b
    JOIN dsr_fees_payment p ON p.charge_id = b.cause_id AND p.charge_id <> ''
    JOIN dsr_fees_fee f ON f.id = p.fee_id
    WHERE {CHARGE} AND b.currency = 'jpy' AND p.amount <> b.amount
    UNION ALL
    SELECT b.stripe_id, p.fee_id, f.reference, -r.amount::bigint, b.amount, {_MOVED_ON}
    FROM dsr_fees_balancetransaction b
    JOIN dsr_fees_refund r ON r.stripe_refund_id = b.cause_id AND r.stripe_refund_id <> ''
    JOIN dsr_fees_payment p ON p.id = r.payment_id JOIN dsr_fees_fee f ON f.id = p.fee_id
    WHERE {REFUND} AND b.currency = 'jpy' AND -r.amount::bigint <> b.amount
    UNION ALL
    SELECT 'net:' || b.stripe_id, NULL::bigint, b.stripe_id, b.amount - b.fee, b.net, {_MOVED_ON}
    FROM dsr_fees_balancetransaction b WHERE b.amount - b.fee <> b.net
    UNION ALL
    SELECT p.id::text, p.fee_id, f.reference, f.amount, p.amount, {_PAID_ON}
    FROM dsr_fees_payment p JOIN dsr_fees_fee f ON f.id = p.fee_id
    LEFT JOIN {_RETURNED} back ON back.payment_id = p.id
    WHERE p.amount <> f.amount AND p.currency = 'jpy'
      AND p.standing IN ('SETTLES_FEE', 'SUSPENSE') AND coalesce(back.yen, 0) < p.amount
"""
CURRENCY: Final = f"""
    SELECT b.stripe_id, p.fee_id, coalesce(f.reference, b.stripe_id), NULL::bigint, b.amount,
        {_MOVED_ON}
    FROM dsr_fees_balancetransaction b
    LEFT JOIN dsr_fees_payment p ON p.charge_id = b.cause_id AND p.charge_id <> ''
    LEFT JOIN dsr_fees_fee f ON f.id = p.fee_id
    WHERE b.currency <> 'jpy'
    UNION ALL
    SELECT p.id::text, p.fee_id, f.reference, f.amount, p.amount, {_PAID_ON}
    FROM {_WITH_MOVEMENT}
    WHERE p.currency <> 'jpy' AND coalesce(c.currency, t.currency, 'jpy') = 'jpy'
    UNION ALL
    SELECT o.stripe_id, NULL::bigint, o.stripe_id, NULL::bigint, o.amount, o.arrival_on
    FROM dsr_fees_payout o WHERE o.currency <> 'jpy'
"""
DUPLICATE_PAYMENT: Final = f"""
    SELECT p.id::text, p.fee_id, f.reference, 0, p.amount - coalesce(back.yen, 0), {_PAID_ON}
    FROM dsr_fees_payment p JOIN dsr_fees_fee f ON f.id = p.fee_id
    LEFT JOIN {_RETURNED} back ON back.payment_id = p.id
    WHERE p.standing = 'OVERPAYMENT' AND coalesce(back.yen, 0) < p.amount
    UNION ALL
    SELECT b.cause_id, min(p.fee_id), b.cause_id, min(b.amount), sum(b.amount)::bigint,
        max({_MOVED_ON})
    FROM dsr_fees_balancetransaction b
    LEFT JOIN dsr_fees_payment p ON p.charge_id = b.cause_id AND p.charge_id <> ''
    WHERE {CHARGE} AND b.cause_id <> '' GROUP BY b.cause_id HAVING count(DISTINCT b.id) > 1
"""
REFUND_UNKNOWN: Final = f"""
    SELECT b.cause_id, NULL::bigint, b.cause_id, 0, b.amount, {_MOVED_ON}
    FROM dsr_fees_balancetransaction b
    LEFT JOIN dsr_fees_refund r ON r.stripe_refund_id = b.cause_id AND r.stripe_refund_id <> ''
    WHERE {REFUND} AND r.id IS NULL AND b.created_at < %(settled_before)s
    UNION ALL
    SELECT s.stripe_id, p.fee_id, coalesce(f.reference, s.stripe_id), 0, -s.amount,
        {DAY_OF.format("s.created_at")}
    FROM dsr_fees_striperefund s
    LEFT JOIN dsr_fees_refund r ON r.stripe_refund_id = s.stripe_id AND r.stripe_refund_id <> ''
    LEFT JOIN dsr_fees_payment p ON p.charge_id = s.charge_id AND p.charge_id <> ''
    LEFT JOIN dsr_fees_fee f ON f.id = p.fee_id
    LEFT JOIN dsr_fees_balancetransaction b ON b.cause_id = s.stripe_id AND {REFUND}
    WHERE r.id IS NULL AND b.id IS NULL AND s.status NOT IN ('failed', 'canceled')
      AND s.created_at < %(settled_before)s
"""
REFUND_FAILED: Final = f"""
    SELECT r.id::text, p.fee_id, f.reference, -r.amount::bigint, 0,
        {DAY_OF.format("coalesce(r.ended_at, r.requested_at)")}
    FROM dsr_fees_refund r
    JOIN dsr_fees_payment p ON p.id = r.payment_id JOIN dsr_fees_fee f ON f.id = p.fee_id
    LEFT JOIN dsr_fees_refund later ON later.payment_id = r.payment_id
        AND later.requested_at > r.requested_at AND later.status NOT IN {FAILED}
    WHERE r.status IN {FAILED} AND later.id IS NULL
    UNION ALL
    SELECT s.stripe_id, p.fee_id, coalesce(f.reference, s.stripe_id), -s.amount, 0,
        {DAY_OF.format("s.created_at")}
    FROM dsr_fees_striperefund s
    LEFT JOIN dsr_fees_refund r ON r.stripe_refund_id = s.stripe_id AND r.stripe_refund_id <> ''
    LEFT JOIN dsr_fees_payment p ON p.charge_id = s.charge_id AND p.charge_id <> ''
    LEFT JOIN dsr_fees_fee f ON f.id = p.fee_id
    WHERE s.status IN ('failed', 'canceled') AND (r.id IS NULL OR r.status NOT IN {FAILED})
"""
DISPUTE_OPEN: Final = f"""
    SELECT d.stripe_id, p.fee_id, coalesce(f.reference, d.stripe_id), NULL::bigint, -d.amount,
        {DAY_OF.format("d.created_at")}
    FROM dsr_fees_stripedispute d
    LEFT JOIN dsr_fees_payment p ON p.charge_id = d.charge_id AND p.charge_id <> ''
    LEFT JOIN dsr_fees_fee f ON f.id = p.fee_id
    WHERE d.status NOT IN ('won', 'lost', 'warning_closed', 'prevented')
"""
# The fee is read, never computed: it must be what Stripe told with the payment, and sit where
# Stripe takes fees (on payments and disputes), within the payment and with its tax inside it.
FEE_UNEXPECTED: Final = f"""
    SELECT b.stripe_id, p.fee_id, coalesce(f.reference, b.cause_id), p.stripe_fee, b.fee,
        {_MOVED_ON}
    FROM dsr_fees_balancetransaction b
    LEFT JOIN dsr_fees_payment p ON p.charge_id = b.cause_id AND p.charge_id <> ''
    LEFT JOIN dsr_fees_fee f ON f.id = p.fee_id
    WHERE {CHARGE} AND b.currency = 'jpy'
      AND (b.fee <> p.stripe_fee OR b.fee < 0 OR b.fee >= b.amount OR b.fee_tax > b.fee
           OR b.fee_tax < 0)
    UNION ALL
    SELECT b.stripe_id, NULL::bigint, coalesce(nullif(b.cause_id, ''), b.stripe_id), 0,
        CASE WHEN b.fee <> 0 THEN b.fee ELSE -b.amount END, {_MOVED_ON}
    FROM dsr_fees_balancetransaction b
    WHERE NOT {CHARGE}
      AND ((b.fee <> 0 AND NOT {DISPUTED}) OR b.type IN ('stripe_fee', 'tax_fee', 'network_cost'))
"""
PAYOUT_SUM: Final = """
    SELECT o.stripe_id, NULL::bigint, o.stripe_id, o.amount, coalesce(lines.net, 0)::bigint,
        o.arrival_on
    FROM dsr_fees_payout o
    LEFT JOIN (SELECT payout_id, sum(net) AS net FROM dsr_fees_balancetransaction
               WHERE payout_id IS NOT NULL GROUP BY payout_id) lines ON lines.payout_id = o.id
    WHERE o.lines_read AND o.amount <> coalesce(lines.net, 0)
"""
PAYOUT_NO_BANK: Final = f"""
    SELECT o.stripe_id, NULL::bigint, o.stripe_id, o.amount, 0, o.arrival_on
    FROM dsr_fees_payout o JOIN bank_windows w ON w.arrival_on = o.arrival_on
    LEFT JOIN dsr_fees_bankline l ON l.payout_id = o.id
    WHERE o.status IN {PAID_OUT} AND l.id IS NULL AND w.last_on < %(on)s
"""
BANK_NO_PAYOUT: Final = """
    SELECT l.fingerprint, NULL::bigint, l.booked_on::text || ' / ' || l.line_number, 0, l.amount,
        l.booked_on
    FROM dsr_fees_bankline l WHERE l.payout_id IS NULL
"""
LIVEMODE: Final = f"""
    SELECT p.id::text, p.fee_id, f.reference, NULL::bigint, p.amount, {_PAID_ON}
    FROM dsr_fees_payment p JOIN dsr_fees_fee f ON f.id = p.fee_id
    WHERE p.attempt_id IS NOT NULL AND p.livemode <> %(live)s
    UNION ALL
    SELECT o.stripe_id, NULL::bigint, o.stripe_id, NULL::bigint, o.amount, o.arrival_on
    FROM dsr_fees_payout o WHERE o.livemode <> %(live)s
    UNION ALL
    SELECT d.stripe_id, NULL::bigint, d.stripe_id, NULL::bigint, -d.amount,
        {DAY_OF.format("d.created_at")}
    FROM dsr_fees_stripedispute d WHERE d.livemode <> %(live)s
"""

SELECTS: Final = {
    "PAID_NOT_IN_STRIPE": PAID_NOT_IN_STRIPE,
    "IN_STRIPE_NOT_IN_PORTAL": IN_STRIPE_NOT_IN_PORTAL,
    "AMOUNT_MISMATCH": AMOUNT_MISMATCH,
    "CURRENCY": CURRENCY,
    "DUPLICATE_PAYMENT": DUPLICATE_PAYMENT,
    "REFUND_UNKNOWN": REFUND_UNKNOWN,
    "REFUND_FAILED": REFUND_FAILED,
    "DISPUTE_OPEN": DISPUTE_OPEN,
    "FEE_UNEXPECTED": FEE_UNEXPECTED,
    "PAYOUT_SUM": PAYOUT_SUM,
    "PAYOUT_NO_BANK": PAYOUT_NO_BANK,
    "BANK_NO_PAYOUT": BANK_NO_PAYOUT,
    "BALANCE_TXN_MISSING": BALANCE_TXN_MISSING,
    "LIVEMODE": LIVEMODE,
}

"""Sums of a month as sets: what Stripe still holds, and why the books may rightly differ. Pure.

Parameters: last (JST date, included). Money is signed as Stripe signs it.
"""

from typing import Final

# Everything that moved Stripe's balance, less what had reached the bank by then.
HELD_AT_STRIPE: Final = """
    SELECT (SELECT coalesce(sum(net), 0) FROM dsr_fees_balancetransaction
            WHERE currency = 'jpy' AND type NOT IN ('payout', 'payout_cancel', 'payout_failure')
              AND (created_at AT TIME ZONE 'Asia/Tokyo')::date <= %(last)s)
         - (SELECT coalesce(sum(amount), 0) FROM dsr_fees_payout
            WHERE currency = 'jpy' AND status = 'paid' AND arrival_on <= %(last)s)
"""

# The same fact on both sides of the month's end: at Stripe before and in the books after (+), or
# the reverse (-), because a payment is booked when we hear of it.
UNDER_WAY: Final = """
    SELECT coalesce(sum(CASE
        WHEN at_stripe <= %(last)s AND in_books > %(last)s THEN yen
        WHEN in_books <= %(last)s AND (at_stripe IS NULL OR at_stripe > %(last)s) THEN -ours
        ELSE 0 END), 0)
    FROM (
        SELECT b.amount AS yen, p.amount AS ours,
            (b.created_at AT TIME ZONE 'Asia/Tokyo')::date AS at_stripe,
            (p.paid_at AT TIME ZONE 'Asia/Tokyo')::date AS in_books
        FROM dsr_fees_payment p
        LEFT JOIN dsr_fees_balancetransaction b
            ON b.cause_id = p.charge_id AND p.charge_id <> '' AND b.type IN ('charge', 'payment')
        WHERE p.attempt_id IS NOT NULL AND p.currency = 'jpy'
          AND (b.id IS NOT NULL OR p.paid_at > %(fresh)s)
        UNION ALL
        SELECT b.amount, -r.amount,
            (b.created_at AT TIME ZONE 'Asia/Tokyo')::date,
            CASE WHEN r.status = 'SUCCEEDED'
                THEN (r.ended_at AT TIME ZONE 'Asia/Tokyo')::date ELSE 'infinity'::date END
        FROM dsr_fees_balancetransaction b
        JOIN dsr_fees_refund r ON r.stripe_refund_id = b.cause_id AND r.stripe_refund_id <> ''
        WHERE b.type IN ('refund', 'payment_refund') AND b.currency = 'jpy'
    ) facts
"""

# What known breaks, open or resolved, make Stripe's balance differ from the books.
BY_BREAKS: Final = """
    SELECT coalesce(sum(found - coalesce(expected, 0)), 0) FROM dsr_fees_reconciliationbreak
    WHERE status <> 'GONE' AND happened_on <= %(last)s AND found IS NOT NULL AND (
        type IN ('IN_STRIPE_NOT_IN_PORTAL', 'PAID_NOT_IN_STRIPE', 'REFUND_UNKNOWN')
        OR (type = 'AMOUNT_MISMATCH' AND (key LIKE 'txn%%' OR key LIKE 'net:%%')))
"""

FEES_OF_UTC_MONTH: Final = """
    SELECT type, count(*), sum(CASE WHEN fee <> 0 THEN fee ELSE -amount END)::bigint,
        sum(fee_tax)::bigint
    FROM dsr_fees_balancetransaction
    WHERE currency = 'jpy' AND created_at >= %(first)s AND created_at < %(after)s
      AND (fee <> 0 OR type IN ('stripe_fee', 'tax_fee', 'network_cost'))
    GROUP BY type ORDER BY type
"""

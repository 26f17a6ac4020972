"""Refunds, disputes, charges, balance transactions and payouts, one by one (lists: stripe_lists).

Source: https://docs.stripe.com/api/refunds, /disputes, /balance_transactions, /payouts.
"""

from typing import Final

import stripe

from dsr.fees.gateways.stripe_client import call_stripe
from dsr.fees.gateways.stripe_objects import (
    BalanceTransaction,
    Charge,
    Dispute,
    Payment,
    Payout,
    Refund,
    read,
)
from dsr.fees.gateways.stripe_parsing import (
    balance_transaction,
    charge,
    dispute,
    payment,
    payout,
    refund,
)

PAGE: Final = 100  # the most Stripe gives at once


def create_refund(
    *, payment_intent_id: str, amount: int, refund_id: str, idempotency_key: str
) -> Refund:
    """Send `amount` yen of a payment back. `refund_id` is our own, kept in Stripe's metadata.

    The answer may be pending or requires_action and may fail days later. Raises StripeRefused with
    codes such as charge_already_refunded, charge_disputed, or invalid_request for too large a sum.
    """
    if type(amount) is not int or amount <= 0:
        raise ValueError(f"not an amount in yen: {amount!r}")
    answer = call_stripe(
        lambda client: client.v1.refunds.create(
            {
                "payment_intent": payment_intent_id,
                "amount": amount,
                "reason": "requested_by_customer",
                "metadata": {"refund": refund_id},
            },
            {"idempotency_key": idempotency_key},
        )
    )
    return read("refund", refund, answer.to_dict())


def fetch_refund(refund_id: str) -> Refund:
    """A refund by Stripe's id (re_… / pyr_…), as it stands now."""
    answer = call_stripe(lambda client: client.v1.refunds.retrieve(refund_id))
    return read("refund", refund, answer.to_dict())


def list_refunds(*, payment_intent_id: str) -> list[Refund]:
    """Every refund of a payment, newest first; also those made in Stripe's dashboard."""

    def ask(client: stripe.StripeClient) -> list[Refund]:
        page = client.v1.refunds.list({"payment_intent": payment_intent_id, "limit": PAGE})
        return [read("refund", refund, row.to_dict()) for row in page.auto_paging_iter()]

    return call_stripe(ask)


def fetch_payment(payment_intent_id: str) -> Payment:
    """A PaymentIntent with its latest charge and balance transaction."""
    answer = call_stripe(
        lambda client: client.v1.payment_intents.retrieve(
            payment_intent_id, {"expand": ["latest_charge.balance_transaction"]}
        )
    )
    return read("payment_intent", payment, answer.to_dict())


def fetch_charge(charge_id: str) -> Charge:
    """A charge with its balance transaction, which is None until Stripe books it."""
    answer = call_stripe(
        lambda client: client.v1.charges.retrieve(charge_id, {"expand": ["balance_transaction"]})
    )
    return read("charge", charge, answer.to_dict())


def fetch_dispute(dispute_id: str) -> Dispute:
    """A dispute as it stands now, with the balance transactions it caused."""
    answer = call_stripe(lambda client: client.v1.disputes.retrieve(dispute_id))
    return read("dispute", dispute, answer.to_dict())


def fetch_payout(payout_id: str) -> Payout:
    """A payout as it stands now; one that was paid can still fail."""
    answer = call_stripe(lambda client: client.v1.payouts.retrieve(payout_id))
    return read("payout", payout, answer.to_dict())


def fetch_balance_transaction(balance_transaction_id: str) -> BalanceTransaction:
    """One movement of the balance."""
    answer = call_stripe(
        lambda client: client.v1.balance_transactions.retrieve(balance_transaction_id)
    )
    return read("balance_transaction", balance_transaction, answer.to_dict())


def list_payout_lines(*, payout_id: str) -> list[BalanceTransaction]:
    """The movements paid out together. Stripe lists the payout's own line (type payout) among them:
    it is left out here, so that the sum of `net` is the payout's amount."""

    def ask(client: stripe.StripeClient) -> list[BalanceTransaction]:
        page = client.v1.balance_transactions.list({"payout": payout_id, "limit": PAGE})
        return [
            read("balance_transaction", balance_transaction, row.to_dict())
            for row in page.auto_paging_iter()
        ]

    return [line for line in call_stripe(ask) if line.source_id != payout_id]

"""Hosted Checkout: open a payment page, ask how it stands, close it.

Also the one import for the rest of dsr.fees: the values, failures and calls of the other stripe_*
modules are named in `__all__` here. Every call is made with no transaction open and raises
StripeUnavailable (ask again, same idempotency key) or StripeRefused (Stripe will say no again).
Source: https://docs.stripe.com/api/checkout/sessions, version 2026-10-28.endive.
"""

from datetime import datetime
from typing import Final, Literal

from stripe.params.checkout import SessionCreateParams

from dsr.fees.gateways.stripe_client import (
    API_VERSION,
    StripeRefused,
    StripeUnavailable,
    call_stripe,
    close_stripe_clients,
)
from dsr.fees.gateways.stripe_events import (
    MAX_WEBHOOK_BYTES,
    InvalidWebhook,
    StripeEvent,
    fetch_event_object,
    list_undelivered_events,
    read_event,
)
from dsr.fees.gateways.stripe_money import (
    create_refund,
    fetch_balance_transaction,
    fetch_charge,
    fetch_dispute,
    fetch_payment,
    fetch_payout,
    fetch_refund,
    list_payout_lines,
    list_refunds,
)
from dsr.fees.gateways.stripe_objects import (
    BalanceTransaction,
    Charge,
    CheckoutSession,
    Dispute,
    Payment,
    Payout,
    Refund,
    read,
)
from dsr.fees.gateways.stripe_parsing import checkout_session

__all__ = [
    "API_VERSION",
    "MAX_WEBHOOK_BYTES",
    "BalanceTransaction",
    "Charge",
    "CheckoutSession",
    "Dispute",
    "InvalidWebhook",
    "Payment",
    "Payout",
    "Refund",
    "StripeEvent",
    "StripeRefused",
    "StripeUnavailable",
    "close_stripe_clients",
    "create_checkout",
    "create_refund",
    "expire_checkout",
    "fetch_balance_transaction",
    "fetch_charge",
    "fetch_checkout",
    "fetch_dispute",
    "fetch_event_object",
    "fetch_payment",
    "fetch_payout",
    "fetch_refund",
    "find_checkout_of_payment",
    "list_payout_lines",
    "list_refunds",
    "list_undelivered_events",
    "read_event",
]

METHODS: Final = ("card", "konbini")  # bank transfer stays off
KONBINI_DAYS: Final = 3  # a voucher can be paid until the end of the third day, JST
EXPANDED: Final = ["payment_intent.latest_charge.balance_transaction"]


def create_checkout(
    *,
    attempt_id: str,
    fee_reference: str,
    amount: int,
    product_name: str,
    locale: Literal["ja", "en"],
    success_url: str,
    cancel_url: str,
    expires_at: datetime,
    idempotency_key: str,
    currency: str = "jpy",
) -> CheckoutSession:
    """Open a hosted payment page for one fee; `url` of the answer is where the person is sent.

    `attempt_id` and `fee_reference` are opaque, and all that Stripe gets to see of the case.
    `amount` is integer yen, tax included. `success_url` may hold {CHECKOUT_SESSION_ID}.
    `expires_at` is 30 minutes to 24 hours from now. A retry passes the stored values again, not
    fresh ones: the same `idempotency_key` with anything different is refused (idempotency_error).
    """
    if type(amount) is not int or amount <= 0:
        raise ValueError(f"not an amount in yen: {amount!r}")
    labels = {"fee": fee_reference, "attempt": attempt_id}
    params: SessionCreateParams = {
        "mode": "payment",
        "ui_mode": "hosted_page",
        "allowed_payment_method_types": list(METHODS),
        "payment_method_options": {"konbini": {"expires_after_days": KONBINI_DAYS}},
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": currency,
                    "unit_amount": amount,
                    "tax_behavior": "inclusive",
                    "product_data": {"name": product_name},
                },
            }
        ],
        "client_reference_id": fee_reference,
        "metadata": labels,
        "payment_intent_data": {"metadata": labels},
        "locale": locale,
        "success_url": success_url,
        "cancel_url": cancel_url,
        "expires_at": int(expires_at.timestamp()),
        "expand": EXPANDED,
    }
    answer = call_stripe(
        lambda client: client.v1.checkout.sessions.create(
            params, {"idempotency_key": idempotency_key}
        )
    )
    return read("checkout.session", checkout_session, answer.to_dict())


def fetch_checkout(session_id: str) -> CheckoutSession:
    """How a payment page stands now, with payment, charge and balance transaction where known.

    Raises StripeRefused (code resource_missing) when Stripe knows no such session.
    """
    answer = call_stripe(
        lambda client: client.v1.checkout.sessions.retrieve(session_id, {"expand": EXPANDED})
    )
    return read("checkout.session", checkout_session, answer.to_dict())


def find_checkout_of_payment(payment_intent_id: str) -> CheckoutSession | None:
    """The payment page of a PaymentIntent; None when it was made without one."""
    expand = [f"data.{path}" for path in EXPANDED]
    page = call_stripe(
        lambda client: client.v1.checkout.sessions.list(
            {"payment_intent": payment_intent_id, "limit": 1, "expand": expand}
        )
    )
    sessions = page.data
    return read("checkout.session", checkout_session, sessions[0].to_dict()) if sessions else None


def expire_checkout(session_id: str) -> CheckoutSession:
    """Close an open page so that nobody pays on it any more.

    Raises StripeRefused when it is no longer open: fetch it, it may have been paid.
    """
    answer = call_stripe(
        lambda client: client.v1.checkout.sessions.expire(session_id, {"expand": EXPANDED})
    )
    return read("checkout.session", checkout_session, answer.to_dict())

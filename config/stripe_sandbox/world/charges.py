"""Charges: money that was taken, or could not be.

Source: https://docs.stripe.com/api/charges/object.
"""

from typing import Any, Final

from config.stripe_sandbox.domain.identifiers import new_id
from config.stripe_sandbox.models import SandboxObject
from config.stripe_sandbox.world import objects
from config.stripe_sandbox.world.moment import World

Body = dict[str, Any]
KONBINI_CHAIN: Final = "lawson"
NO_ADDRESS: Final = {
    "city": None,
    "country": "JP",
    "line1": None,
    "line2": None,
    "postal_code": None,
    "state": None,
}


def billing_of(*, name: str | None, email: str | None) -> Body:
    """What a person typed on the page, in Stripe's shape."""
    return {
        "address": dict(NO_ADDRESS),
        "email": email,
        "name": name,
        "phone": None,
        "tax_id": None,
    }


def card_details(*, last4: str) -> Body:
    """A practice card, in Stripe's shape."""
    return {
        "card": {
            "amount_authorized": None,
            "authorization_code": None,
            "brand": "visa",
            "checks": {
                "address_line1_check": None,
                "address_postal_code_check": None,
                "cvc_check": "pass",
            },
            "country": "JP",
            "exp_month": 12,
            "exp_year": 2034,
            "fingerprint": f"practice{last4}",
            "funding": "credit",
            "installments": None,
            "last4": last4,
            "mandate": None,
            "network": "visa",
            "network_token": None,
            "network_transaction_id": None,
            "regulated_status": None,
            "three_d_secure": None,
            "wallet": None,
        },
        "type": "card",
    }


def konbini_details() -> Body:
    return {"konbini": {"store": {"chain": KONBINI_CHAIN}}, "type": "konbini"}


def add_charge(
    world: World,
    intent: SandboxObject,
    *,
    details: Body,
    billing: Body,
    failure: Body | None = None,
) -> SandboxObject:
    """A charge of the whole intent: succeeded and to be booked later, or failed for `failure`."""
    kind = "charge" if details["type"] == "card" else "payment"
    body = _body(world, intent, new_id(kind), details=details, billing=billing, failure=failure)
    due_at = None if failure else world.moment + world.booking_delay
    return objects.add(body, due_at=due_at)


def _body(
    world: World,
    intent: SandboxObject,
    stripe_id: str,
    *,
    details: Body,
    billing: Body,
    failure: Body | None,
) -> Body:
    amount = intent.body["amount"]
    return {
        **_unused(),
        "id": stripe_id,
        "amount": amount,
        "amount_captured": 0 if failure else amount,
        "billing_details": billing,
        "captured": failure is None,
        "created": world.moment,
        "currency": intent.body["currency"],
        "customer": intent.body["customer"],
        "description": intent.body["description"],
        "failure_code": failure["code"] if failure else None,
        "failure_message": failure["message"] if failure else None,
        "metadata": dict(intent.body["metadata"]),
        "outcome": _outcome(failure),
        "paid": failure is None,
        "payment_intent": intent.stripe_id,
        "payment_method": new_id("payment_method"),
        "payment_method_details": details,
        "status": "failed" if failure else "succeeded",
    }


def _outcome(failure: Body | None) -> Body:
    return {
        "advice_code": "try_again_later" if failure else None,
        "network_advice_code": None,
        "network_decline_code": "05" if failure else None,
        "network_status": "declined_by_network" if failure else "approved_by_network",
        "reason": failure["decline_code"] if failure else None,
        "risk_level": "normal",
        "seller_message": "The bank declined the payment." if failure else "Payment complete.",
        "type": "issuer_declined" if failure else "authorized",
    }


def _unused() -> Body:
    return {
        "object": "charge",
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "calculated_statement_descriptor": "SANDBOX",
        "disputed": False,
        "failure_balance_transaction": None,
        "fraud_details": {},
        "livemode": False,
        "on_behalf_of": None,
        "radar_options": {},
        "receipt_email": None,
        "receipt_number": None,
        "receipt_url": None,
        "refunded": False,
        "review": None,
        "shipping": None,
        "source_transfer": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "transfer_data": None,
        "transfer_group": None,
    }

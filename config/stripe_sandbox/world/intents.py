"""PaymentIntents: made when somebody first tries to pay.

Source: https://docs.stripe.com/api/payment_intents/object.
"""

from typing import Any

from config.stripe_sandbox.domain.identifiers import new_id
from config.stripe_sandbox.models import SandboxObject
from config.stripe_sandbox.world import events, objects
from config.stripe_sandbox.world.moment import World


def intent_of(world: World, session: SandboxObject) -> SandboxObject:
    """The PaymentIntent of a page; made now if nobody tried to pay before."""
    known = objects.find("payment_intent", session.body["payment_intent"])
    if known is not None:
        return known
    wanted = session.hidden["intent"]
    intent = add_intent(
        world,
        amount=session.body["amount_total"],
        currency=session.body["currency"],
        methods=session.body["payment_method_types"],
        options=_options(session),
        metadata=wanted.get("metadata", {}),
        description=wanted.get("description"),
        customer=session.body["customer"],
    )
    session.body["payment_intent"] = intent.stripe_id
    objects.save(session)
    return intent


def add_intent(
    world: World,
    *,
    amount: int,
    currency: str,
    methods: list[str],
    options: dict[str, Any],
    metadata: dict[str, str],
    description: str | None,
    customer: str | None,
) -> SandboxObject:
    """A new PaymentIntent that waits for a payment method."""
    stripe_id = new_id("payment_intent")
    intent = objects.add(
        {
            "id": stripe_id,
            "object": "payment_intent",
            "amount": amount,
            "amount_capturable": 0,
            "amount_details": {"tip": {}},
            "amount_received": 0,
            "application": None,
            "application_fee_amount": None,
            "automatic_payment_methods": None,
            "canceled_at": None,
            "cancellation_reason": None,
            "capture_method": "automatic_async",
            "client_secret": f"{stripe_id}_secret_sandbox",
            "confirmation_method": "automatic",
            "created": world.moment,
            "currency": currency,
            "customer": customer,
            "customer_account": None,
            "description": description,
            "excluded_payment_method_types": None,
            "last_payment_error": None,
            "latest_charge": None,
            "livemode": False,
            "metadata": metadata,
            "next_action": None,
            "on_behalf_of": None,
            "payment_method": None,
            "payment_method_configuration_details": None,
            "payment_method_options": options,
            "payment_method_types": methods,
            "processing": None,
            "receipt_email": None,
            "review": None,
            "setup_future_usage": None,
            "shipping": None,
            "statement_descriptor": None,
            "statement_descriptor_suffix": None,
            "status": "requires_payment_method",
            "transfer_data": None,
            "transfer_group": None,
        }
    )
    events.record(world, "payment_intent.created", intent)
    return intent


def _options(session: SandboxObject) -> dict[str, Any]:
    days = (session.body["payment_method_options"] or {}).get("konbini", {})
    known = {
        "card": {
            "installments": None,
            "mandate_options": None,
            "network": None,
            "request_three_d_secure": "automatic",
        },
        "konbini": {
            "confirmation_number": None,
            "expires_after_days": days.get("expires_after_days"),
            "expires_at": None,
            "product_description": None,
        },
    }
    return {method: known[method] for method in session.body["payment_method_types"]}

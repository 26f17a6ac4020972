"""A new Checkout Session as Stripe shows it."""

from typing import Any

from config.stripe_sandbox.domain.identifiers import new_id
from config.stripe_sandbox.world.moment import World
from config.stripe_sandbox.world.session_rules import DAY, total_of

Params = dict[str, Any]


def session_body(
    world: World, params: Params, *, items: list[Params], methods: list[str]
) -> Params:
    """The object for valid `params`; `items` are its lines, `methods` what the page offers."""
    stripe_id = new_id("checkout.session")
    total, currency = total_of(params)
    return {
        **_unused(),
        "id": stripe_id,
        "allowed_payment_method_types": methods,
        "amount_subtotal": sum(item["amount_subtotal"] for item in items),
        "amount_total": total,
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "created": world.moment,
        "currency": currency,
        "customer": params.get("customer"),
        "customer_email": params.get("customer_email"),
        "expires_at": params.get("expires_at", world.moment + DAY),
        "locale": params.get("locale"),
        "metadata": params.get("metadata") or {},
        "payment_method_options": _options(params, methods),
        "payment_method_types": methods,
        "submit_type": params.get("submit_type"),
        "success_url": params["success_url"],
        "url": f"{world.origin}/sandbox/stripe/pay/{stripe_id}/",
    }


def _options(params: Params, methods: list[str]) -> Params:
    konbini = params.get("payment_method_options", {}).get("konbini", {})
    known = {
        "card": {"request_three_d_secure": "automatic"},
        "konbini": {"expires_after_days": konbini.get("expires_after_days", 3)},
    }
    return {method: known[method] for method in methods}


def _unused() -> Params:
    """The fields that stay as they are for a plain one-time payment."""
    return {
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": False},
        "after_expiration": None,
        "allow_promotion_codes": None,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "billing_address_collection": None,
        "client_secret": None,
        "collected_information": None,
        "consent": None,
        "consent_collection": None,
        "currency_conversion": None,
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": None,
            "terms_of_service_acceptance": None,
        },
        "customer_account": None,
        "customer_creation": "if_required",
        "customer_details": None,
        "discounts": [],
        "invoice": None,
        "invoice_creation": None,
        "livemode": False,
        "mode": "payment",
        "origin_context": None,
        "payment_intent": None,
        "payment_link": None,
        "payment_method_collection": "if_required",
        "payment_method_configuration_details": None,
        "payment_status": "unpaid",
        "permissions": None,
        "phone_number_collection": {"enabled": False},
        "recovered_from": None,
        "saved_payment_method_options": None,
        "setup_intent": None,
        "shipping_address_collection": None,
        "shipping_cost": None,
        "shipping_options": [],
        "status": "open",
        "subscription": None,
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "wallet_options": None,
    }

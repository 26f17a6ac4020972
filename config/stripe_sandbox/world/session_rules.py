"""What a Checkout Session may ask for: Stripe's limits, and the part of Stripe served here."""

from typing import Any, Final
from urllib.parse import urlsplit

from config.stripe_sandbox.domain.identifiers import new_id
from config.stripe_sandbox.domain.money import KONBINI_BETWEEN, LEAST_YEN, MOST_YEN
from config.stripe_sandbox.domain.refusals import Refused
from config.stripe_sandbox.world import objects
from config.stripe_sandbox.world.moment import World

Params = dict[str, Any]
SERVED: Final = {
    "allowed_payment_method_types",
    "cancel_url",
    "client_reference_id",
    "customer",
    "customer_email",
    "expand",
    "expires_at",
    "line_items",
    "locale",
    "metadata",
    "mode",
    "payment_intent_data",
    "payment_method_options",
    "submit_type",
    "success_url",
    "ui_mode",
}
METHODS: Final = ("card", "konbini")
CURRENCIES: Final = {"eur", "jpy", "usd"}
HALF_HOUR: Final = 30 * 60
DAY: Final = 24 * 60 * 60
URL_LENGTH: Final = 5000
VOUCHER_DAYS: Final = range(1, 61)


def check_session(world: World, params: Params) -> list[str]:
    """The payment methods the page will offer. Raises Refused for what is not to be had."""
    for name in params:
        if name not in SERVED:
            raise Refused(f"The sandbox does not serve the parameter {name}.", param=name)
    if params.get("mode") != "payment":
        raise Refused("The sandbox serves mode=payment only.", param="mode")
    if params.get("ui_mode", "hosted_page") != "hosted_page":
        raise Refused("The sandbox serves ui_mode=hosted_page only.", param="ui_mode")
    _check_url(params, "success_url", required=True)
    _check_url(params, "cancel_url", required=False)
    _check_expiry(world, params)
    if "customer" in params:
        objects.get("customer", params["customer"], param="customer", status=400)
    return _methods(params)


def line_items_of(world: World, params: Params) -> list[Params]:
    """The lines of the page as Stripe lists them."""
    return [_line_item(world, number, item) for number, item in enumerate(_lines(params))]


def _lines(params: Params) -> list[Params]:
    lines = params.get("line_items")
    if not lines:
        raise Refused(
            "Missing required param: line_items.", code="parameter_missing", param="line_items"
        )
    for number, line in enumerate(lines):
        _check_line(number, line)
    return list(lines)


def _check_line(number: int, line: Params) -> None:
    name = f"line_items[{number}]"
    price = line.get("price_data")
    if price is None:
        raise Refused("The sandbox keeps no prices: use price_data.", param=f"{name}[price_data]")
    if price["currency"] not in CURRENCIES:
        raise Refused(
            f"Invalid currency: {price['currency']}", param=f"{name}[price_data][currency]"
        )
    for needed in ("unit_amount", "product_data"):
        if needed not in price:
            param = f"{name}[price_data][{needed}]"
            raise Refused(
                f"Missing required param: {param}.", code="parameter_missing", param=param
            )
    if price["unit_amount"] < 0 or line.get("quantity", 1) < 1:
        raise Refused("Invalid non-negative integer", code="parameter_invalid_integer", param=name)


def total_of(params: Params) -> tuple[int, str]:
    """Amount and currency of all lines. Raises Refused for mixed currencies and forbidden sums."""
    lines = _lines(params)
    currencies = {line["price_data"]["currency"] for line in lines}
    if len(currencies) > 1:
        raise Refused("All line items must have the same currency.", param="line_items")
    total = sum(line["price_data"]["unit_amount"] * line.get("quantity", 1) for line in lines)
    if total < LEAST_YEN:
        raise Refused(
            f"The total amount due must be at least {LEAST_YEN}.", code="amount_too_small"
        )
    if total > MOST_YEN:
        raise Refused(
            f"The total amount due must be no more than {MOST_YEN}.", code="amount_too_large"
        )
    return total, currencies.pop()


def _methods(params: Params) -> list[str]:
    asked = params.get("allowed_payment_method_types", list(METHODS))
    for number, method in enumerate(asked):
        if method not in METHODS:
            raise Refused(
                f"The sandbox does not serve the payment method {method}.",
                param=f"allowed_payment_method_types[{number}]",
            )
    days = params.get("payment_method_options", {}).get("konbini", {}).get("expires_after_days", 3)
    if days not in VOUCHER_DAYS:
        raise Refused(
            "Invalid expires_after_days: must be between 1 and 60.",
            param="payment_method_options[konbini][expires_after_days]",
        )
    total, currency = total_of(params)
    least, most = KONBINI_BETWEEN
    can_konbini = currency == "jpy" and least <= total <= most
    offered = [method for method in asked if method != "konbini" or can_konbini]
    if not offered:
        raise Refused(
            "No payment method is available for this amount and currency.",
            param="allowed_payment_method_types",
        )
    return offered


def _check_url(params: Params, name: str, *, required: bool) -> None:
    value = params.get(name)
    if value is None:
        if required:
            raise Refused(f"Missing required param: {name}.", code="parameter_missing", param=name)
        return
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc or len(value) > URL_LENGTH:
        raise Refused("Not a valid URL", code="url_invalid", param=name)


def _check_expiry(world: World, params: Params) -> None:
    expires_at = params.get("expires_at", world.moment + DAY)
    if expires_at < world.moment + HALF_HOUR:
        raise Refused(
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session "
            "creation.",
            param="expires_at",
        )
    if expires_at > world.moment + DAY:
        raise Refused(
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
            param="expires_at",
        )


def _line_item(world: World, number: int, line: Params) -> Params:
    price = line["price_data"]
    quantity = line.get("quantity", 1)
    amount = price["unit_amount"] * quantity
    return {
        "id": new_id("item"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "currency": price["currency"],
        "description": price["product_data"]["name"],
        "metadata": line.get("metadata", {}),
        "price": _price(world, price),
        "quantity": quantity,
    }


def _price(world: World, price: Params) -> Params:
    return {
        "id": new_id("price"),
        "object": "price",
        "active": False,
        "billing_scheme": "per_unit",
        "created": world.moment,
        "currency": price["currency"],
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": None,
        "metadata": {},
        "nickname": None,
        "product": new_id("product"),
        "recurring": None,
        "tax_behavior": price.get("tax_behavior", "unspecified"),
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "one_time",
        "unit_amount": price["unit_amount"],
        "unit_amount_decimal": str(price["unit_amount"]),
    }

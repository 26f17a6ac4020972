"""Names of shops and states in the reader's language."""

from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

register = template.Library()

STORES = {
    "familymart": pgettext_lazy("practice payment", "FamilyMart"),
    "lawson": pgettext_lazy("practice payment", "Lawson"),
    "ministop": pgettext_lazy("practice payment", "Ministop"),
    "seicomart": pgettext_lazy("practice payment", "Seicomart"),
}
STATES = {
    "complete": pgettext_lazy("practice payment", "Waiting for the shop"),
    "expired": pgettext_lazy("practice payment", "Closed"),
    "failed": pgettext_lazy("practice payment", "Failed"),
    "in_transit": pgettext_lazy("practice payment", "On its way"),
    "lost": pgettext_lazy("practice payment", "Lost"),
    "needs_response": pgettext_lazy("practice payment", "Disputed"),
    "open": pgettext_lazy("practice payment", "Open"),
    "paid": pgettext_lazy("practice payment", "Paid"),
    "pending": pgettext_lazy("practice payment", "Pending"),
    "requires_action": pgettext_lazy("practice payment", "Waiting for a bank account"),
    "succeeded": pgettext_lazy("practice payment", "Succeeded"),
    "under_review": pgettext_lazy("practice payment", "Under review"),
    "won": pgettext_lazy("practice payment", "Won"),
}


@register.filter
def store_name(code: str) -> str | Promise:
    """A convenience store chain by Stripe's code."""
    return STORES.get(code, code)


@register.filter
def state_code(body: dict[str, Any]) -> str:
    """How an object stands; a completed page that was paid counts as paid."""
    if body["object"] == "checkout.session" and body["payment_status"] == "paid":
        return "paid"
    return str(body["status"])


@register.filter
def state_name(body: dict[str, Any]) -> str | Promise:
    """`state_code` in words."""
    code = state_code(body)
    return STATES.get(code, code)

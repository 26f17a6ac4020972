"""Customers: kept because Checkout may name one. Source: https://docs.stripe.com/api/customers."""

from typing import Any, Final

from config.stripe_sandbox.domain.identifiers import new_id
from config.stripe_sandbox.domain.refusals import Refused
from config.stripe_sandbox.models import SandboxObject
from config.stripe_sandbox.world import events, objects
from config.stripe_sandbox.world.moment import World

SERVED: Final = {"description", "email", "expand", "metadata", "name", "phone"}


def create_customer(world: World, params: dict[str, Any]) -> SandboxObject:
    """A new customer."""
    for name in params:
        if name not in SERVED:
            raise Refused(f"The sandbox does not serve the parameter {name}.", param=name)
    customer = objects.add(
        {
            "id": new_id("customer"),
            "object": "customer",
            "address": None,
            "balance": 0,
            "created": world.moment,
            "currency": None,
            "default_source": None,
            "delinquent": False,
            "description": params.get("description"),
            "discount": None,
            "email": params.get("email"),
            "invoice_prefix": None,
            "livemode": False,
            "metadata": params.get("metadata") or {},
            "name": params.get("name"),
            "phone": params.get("phone"),
            "preferred_locales": [],
            "shipping": None,
            "tax_exempt": "none",
            "test_clock": None,
        }
    )
    events.record(world, "customer.created", customer)
    return customer

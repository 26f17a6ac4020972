"""Refunds made in Stripe's dashboard, and what becomes of any refund later."""

from datetime import datetime

from config.stripe_sandbox.models import SandboxObject
from config.stripe_sandbox.world import objects, refunds
from config.stripe_sandbox.world.opening import open_world


def refund_payment(*, payment_intent_id: str, amount: int, now: datetime) -> SandboxObject:
    """Refund in Stripe's dashboard, behind the portal's back. Raises Refused as the API does."""
    params = {"payment_intent": payment_intent_id, "amount": amount}
    with open_world(now=now) as world:
        return refunds.create_refund(world, params)


def supply_refund_account(*, refund_id: str, now: datetime) -> SandboxObject:
    """The person named a bank account for a konbini refund: it succeeds."""
    with open_world(now=now) as world:
        return refunds.supply_account(world, objects.get("refund", refund_id))


def fail_refund(
    *, refund_id: str, now: datetime, reason: str = "expired_or_canceled_card"
) -> SandboxObject:
    """The refund fails, perhaps days after it succeeded; the money returns to the balance."""
    with open_world(now=now) as world:
        return refunds.fail_refund(world, objects.get("refund", refund_id), reason=reason)

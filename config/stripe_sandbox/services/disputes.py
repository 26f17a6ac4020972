"""The cardholder's bank disputes a payment, and decides."""

from datetime import datetime

from config.stripe_sandbox.models import SandboxObject
from config.stripe_sandbox.world import disputes, objects
from config.stripe_sandbox.world.opening import open_world


def open_dispute(
    *, payment_intent_id: str, now: datetime, reason: str = "fraudulent"
) -> SandboxObject:
    """Dispute the card payment of a PaymentIntent. Raises Refused when it cannot be disputed."""
    with open_world(now=now) as world:
        intent = objects.get("payment_intent", payment_intent_id)
        charge = objects.get("charge", intent.body["latest_charge"] or "")
        return disputes.open_dispute(world, charge, reason=reason)


def win_dispute(*, dispute_id: str, now: datetime) -> SandboxObject:
    """Decide for the company; also after it was lost."""
    with open_world(now=now) as world:
        return disputes.win_dispute(world, objects.get("dispute", dispute_id))


def lose_dispute(*, dispute_id: str, now: datetime) -> SandboxObject:
    """Decide for the cardholder."""
    with open_world(now=now) as world:
        return disputes.lose_dispute(world, objects.get("dispute", dispute_id))

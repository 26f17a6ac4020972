"""Stripe pays its balance out to the bank."""

from datetime import datetime

from config.stripe_sandbox.models import SandboxObject
from config.stripe_sandbox.world import objects, payouts
from config.stripe_sandbox.world.opening import open_world


def release_balance(*, now: datetime) -> int:
    """Make everything pending available at once, not after four days. Returns how many lines."""
    with open_world(now=now) as world:
        return payouts.release_all(world)


def pay_out(*, now: datetime) -> SandboxObject:
    """Send all that is available; it lands by itself after two days. Refused when nothing is."""
    with open_world(now=now) as world:
        return payouts.pay_out(world)


def land_payout(*, payout_id: str, now: datetime) -> SandboxObject:
    """The money reaches the bank now: paid and reconciled."""
    with open_world(now=now) as world:
        return payouts.land_payout(world, objects.get("payout", payout_id))


def fail_payout(*, payout_id: str, now: datetime) -> SandboxObject:
    """The bank returns the money, also after the payout was paid."""
    with open_world(now=now) as world:
        return payouts.fail_payout(world, objects.get("payout", payout_id))

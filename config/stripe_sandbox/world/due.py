"""What happens by itself when its time comes: pages close, vouchers lapse, charges are booked."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from config.stripe_sandbox.models import SandboxObject
from config.stripe_sandbox.world.balance import book_charge, release
from config.stripe_sandbox.world.moment import World
from config.stripe_sandbox.world.payments import lapse_voucher
from config.stripe_sandbox.world.payouts import land_payout
from config.stripe_sandbox.world.refunds import fail_refund
from config.stripe_sandbox.world.sessions import expire_session


def do_due_work(world: World) -> int:
    """Do everything that is due, oldest first, each at its own moment. Returns how much."""
    done = 0
    while True:
        row = (
            SandboxObject.objects.filter(due_at__lte=world.moment)
            .order_by("due_at", "number")
            .first()
        )
        if row is None or row.due_at is None:
            return done
        then = replace(world, moment=row.due_at, request_id=None, idempotency_key=None)
        DUE[row.kind](then, row)
        done += 1


def _close_page(world: World, session: SandboxObject) -> None:
    expire_session(world, session)


def _book(world: World, charge: SandboxObject) -> None:
    book_charge(world, charge)


def _give_up_refund(world: World, refund: SandboxObject) -> None:
    fail_refund(world, refund, reason="unknown")


def _land(world: World, payout: SandboxObject) -> None:
    land_payout(world, payout)


DUE: Final[dict[str, Callable[[World, SandboxObject], None]]] = {
    "balance_transaction": release,
    "charge": _book,
    "checkout.session": _close_page,
    "payment_intent": lapse_voucher,
    "payout": _land,
    "refund": _give_up_refund,
}

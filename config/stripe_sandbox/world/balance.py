"""Stripe's balance: what came in, what Stripe kept, when it becomes available.

Source: https://docs.stripe.com/api/balance_transactions, /reports/balance-transaction-types.
"""

from typing import Final

from config.stripe_sandbox.domain.identifiers import new_id
from config.stripe_sandbox.domain.money import Fee, no_fee, payment_fee
from config.stripe_sandbox.models import SandboxObject
from config.stripe_sandbox.world import events, objects
from config.stripe_sandbox.world.moment import World

DAY: Final = 24 * 60 * 60
AVAILABLE_AFTER: Final = 4 * DAY  # Japan: four business days, counted here as days


def book(
    world: World,
    *,
    type_: str,
    category: str,
    source: str,
    amount: int,
    currency: str,
    fee: Fee | None = None,
    available_after: int = 0,
    description: str | None = None,
) -> SandboxObject:
    """Book one movement of the balance; `amount` is signed, the fee always lowers it."""
    fee = fee or no_fee()
    available_on = world.moment + available_after
    body = {
        "id": new_id("balance_transaction"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": available_on,
        "balance_type": "payments",
        "created": world.moment,
        "currency": currency,
        "description": description,
        "exchange_rate": None,
        "fee": fee.total,
        "fee_details": list(fee.lines),
        "net": amount - fee.total,
        "reporting_category": category,
        "source": source,
        "status": "pending" if available_after else "available",
        "type": type_,
    }
    return objects.add(body, due_at=available_on if available_after else None)


def book_charge(world: World, charge: SandboxObject) -> SandboxObject:
    """Book a succeeded charge, as Stripe does some time after it, and say charge.updated."""
    method = charge.body["payment_method_details"]["type"]
    amount = charge.body["amount"]
    line = book(
        world,
        type_="charge" if method == "card" else "payment",
        category="charge",
        source=charge.stripe_id,
        amount=amount,
        currency=charge.body["currency"],
        fee=payment_fee(amount, method),
        available_after=AVAILABLE_AFTER,
        description=charge.body["description"],
    )
    charge.body["balance_transaction"] = line.stripe_id
    charge.due_at = None
    objects.save(charge)
    events.record(world, "charge.updated", charge, before={"balance_transaction": None})
    return line


def release(world: World, line: SandboxObject) -> None:
    """Make a pending movement available for payout."""
    line.body["status"] = "available"
    line.body["available_on"] = min(line.body["available_on"], world.moment)
    line.due_at = None
    objects.save(line)

"""Payouts: what is available goes to the bank; it may bounce even after it was paid.

Source: https://docs.stripe.com/payouts and /api/payouts/object.
"""

from typing import Any, Final

from config.stripe_sandbox.domain.identifiers import new_id
from config.stripe_sandbox.domain.refusals import Refused
from config.stripe_sandbox.models import SandboxObject
from config.stripe_sandbox.world import events, objects
from config.stripe_sandbox.world.balance import DAY, book, release
from config.stripe_sandbox.world.moment import World

ARRIVES_AFTER: Final = 2 * DAY
NOT_PAID_OUT: Final = {"payout"}  # a payout's own line is never paid out again


def release_all(world: World) -> int:
    """Make every pending movement available, without waiting four days. Returns how many."""
    rows = SandboxObject.objects.filter(
        kind="balance_transaction", body__contains={"status": "pending"}
    )
    lines = list(rows.order_by("number"))
    for line in lines:
        release(world, line)
    return len(lines)


def pay_out(world: World) -> SandboxObject:
    """Send everything available, in yen, to the bank. Raises Refused when that is nothing."""
    lines = [line for line in _available() if "payout" not in line.hidden]
    total = sum(line.body["net"] for line in lines)
    if total <= 0:
        raise Refused("You have no available yen to pay out.", code="balance_insufficient")
    payout = objects.add(_body(world, total), due_at=world.moment + ARRIVES_AFTER)
    own = book(
        world,
        type_="payout",
        category="payout",
        source=payout.stripe_id,
        amount=-total,
        currency="jpy",
        description="STRIPE PAYOUT",
    )
    for line in [*lines, own]:
        line.hidden["payout"] = payout.stripe_id
        line.save(update_fields=["hidden"])
    payout.body["balance_transaction"] = own.stripe_id
    objects.save(payout)
    events.record(world, "payout.created", payout)
    return payout


def land_payout(world: World, payout: SandboxObject) -> SandboxObject:
    """The money reached the bank; from now on the payout's lines are final."""
    if payout.body["status"] != "in_transit":
        raise Refused(f"The payout is {payout.body['status']}.")
    payout.body.update(
        status="paid",
        arrival_date=min(payout.body["arrival_date"], world.moment),
        reconciliation_status="completed",
    )
    payout.due_at = None
    objects.save(payout)
    events.record(world, "payout.paid", payout)
    events.record(world, "payout.reconciliation_completed", payout)
    return payout


def fail_payout(world: World, payout: SandboxObject) -> SandboxObject:
    """The bank sent it back, perhaps after payout.paid; the sum returns to the balance."""
    if payout.body["status"] not in {"in_transit", "paid"}:
        raise Refused(f"The payout is {payout.body['status']}.")
    line = book(
        world,
        type_="payout_failure",
        category="payout_reversal",
        source=payout.stripe_id,
        amount=payout.body["amount"],
        currency="jpy",
        description="STRIPE PAYOUT FAILURE",
    )
    payout.body.update(
        status="failed",
        failure_balance_transaction=line.stripe_id,
        failure_code="account_closed",
        failure_message="The bank account has been closed.",
    )
    payout.due_at = None
    objects.save(payout)
    events.record(world, "payout.failed", payout)
    return payout


def _available() -> list[SandboxObject]:
    rows = SandboxObject.objects.filter(
        kind="balance_transaction", body__contains={"status": "available", "currency": "jpy"}
    )
    return [row for row in rows.order_by("number") if row.body["type"] not in NOT_PAID_OUT]


def _body(world: World, total: int) -> dict[str, Any]:
    return {
        "id": new_id("payout"),
        "object": "payout",
        "amount": total,
        "application_fee": None,
        "application_fee_amount": None,
        "arrival_date": world.moment + ARRIVES_AFTER,
        "automatic": True,
        "balance_transaction": None,
        "created": world.moment,
        "currency": "jpy",
        "description": "STRIPE PAYOUT",
        "destination": new_id("bank_account"),
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "livemode": False,
        "metadata": {},
        "method": "standard",
        "original_payout": None,
        "payout_method": None,
        "reconciliation_status": "in_progress",
        "reversed_by": None,
        "source_type": "card",
        "statement_descriptor": None,
        "status": "in_transit",
        "trace_id": {"status": "pending", "value": None},
        "type": "bank_account",
    }

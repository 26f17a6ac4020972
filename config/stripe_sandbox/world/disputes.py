"""Disputes: the bank takes a payment back; it may be won, lost, and won after being lost.

Source: https://docs.stripe.com/disputes/how-disputes-work.
"""

from typing import Any, Final

from config.stripe_sandbox.domain.identifiers import new_id
from config.stripe_sandbox.domain.money import dispute_fee
from config.stripe_sandbox.domain.refusals import Refused
from config.stripe_sandbox.models import SandboxObject
from config.stripe_sandbox.world import events, objects
from config.stripe_sandbox.world.balance import DAY, book
from config.stripe_sandbox.world.moment import World

EVIDENCE_DAYS: Final = 7
BLOCKING: Final = {"needs_response", "under_review", "lost"}


def open_dispute(world: World, charge: SandboxObject, *, reason: str) -> SandboxObject:
    """The cardholder's bank takes the whole charge back for now, and Stripe its fee."""
    if charge.body["payment_method_details"]["type"] != "card":
        raise Refused("Only card payments are disputed here.")
    if charge.body["status"] != "succeeded" or charge.body["disputed"]:
        raise Refused(f"Charge {charge.stripe_id} cannot be disputed now.")
    dispute = objects.add(_body(world, charge, reason))
    charge.body["disputed"] = True
    objects.save(charge)
    events.record(world, "charge.dispute.created", dispute)
    _move(world, dispute, amount=-charge.body["amount"], category="dispute")
    events.record(world, "charge.dispute.funds_withdrawn", dispute)
    return dispute


def win_dispute(world: World, dispute: SandboxObject) -> SandboxObject:
    """The money comes back, the fee does not. A lost dispute can still be won."""
    if dispute.body["status"] == "won":
        raise Refused("The dispute is already won.")
    dispute.body["status"] = "won"
    _move(world, dispute, amount=dispute.body["amount"], category="dispute_reversal")
    events.record(world, "charge.dispute.closed", dispute)
    events.record(world, "charge.dispute.funds_reinstated", dispute)
    return dispute


def lose_dispute(world: World, dispute: SandboxObject) -> SandboxObject:
    """The bank keeps the money."""
    if dispute.body["status"] not in {"needs_response", "under_review"}:
        raise Refused(f"The dispute is already {dispute.body['status']}.")
    dispute.body["status"] = "lost"
    objects.save(dispute)
    events.record(world, "charge.dispute.closed", dispute)
    return dispute


def has_open_or_lost_dispute(charge: SandboxObject) -> bool:
    dispute = objects.find_by("dispute", charge=charge.stripe_id)
    return dispute is not None and dispute.body["status"] in BLOCKING


def _move(world: World, dispute: SandboxObject, *, amount: int, category: str) -> None:
    line = book(
        world,
        type_="adjustment",
        category=category,
        source=dispute.stripe_id,
        amount=amount,
        currency=dispute.body["currency"],
        fee=dispute_fee() if amount < 0 else None,
        description=f"Chargeback {'withdrawal' if amount < 0 else 'reversal'}",
    )
    dispute.body["balance_transactions"] = [*dispute.body["balance_transactions"], line.body]
    objects.save(dispute)


def _body(world: World, charge: SandboxObject, reason: str) -> dict[str, Any]:
    return {
        "id": new_id("dispute"),
        "object": "dispute",
        "amount": charge.body["amount"],
        "balance_transactions": [],
        "charge": charge.stripe_id,
        "created": world.moment,
        "currency": charge.body["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {"enhanced_evidence": {}},
        "evidence_details": {
            "due_by": world.moment + EVIDENCE_DAYS * DAY,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge.body["payment_intent"],
        "payment_method_details": {
            "card": {"brand": "visa", "case_type": "chargeback", "network_reason_code": "10.4"},
            "type": "card",
        },
        "reason": reason,
        "status": "needs_response",
    }

"""Refunds: a card's succeeds at once, a konbini's waits for the person's bank account.

Source: https://docs.stripe.com/refunds and https://docs.stripe.com/payments/konbini#refunds.
"""

from typing import Any, Final

from config.stripe_sandbox.domain.identifiers import new_id
from config.stripe_sandbox.domain.refusals import Refused, missing
from config.stripe_sandbox.models import SandboxObject
from config.stripe_sandbox.world import events, objects
from config.stripe_sandbox.world.balance import book
from config.stripe_sandbox.world.disputes import has_open_or_lost_dispute
from config.stripe_sandbox.world.moment import World

Body = dict[str, Any]
SERVED: Final = {"amount", "charge", "expand", "instructions_email", "metadata", "payment_intent"}
ACCOUNT_DAYS: Final = 45
FAILURES: Final = {
    "charge_for_pending_refund_disputed",
    "declined",
    "expired_or_canceled_card",
    "insufficient_funds",
    "lost_or_stolen_card",
    "merchant_request",
    "unknown",
}


def create_refund(world: World, params: Body) -> SandboxObject:
    """Refund part or all of a charge. Raises Refused as Stripe does for what cannot be refunded."""
    for name in params:
        if name not in SERVED | {"reason"}:
            raise Refused(f"The sandbox does not serve the parameter {name}.", param=name)
    charge = _charge_of(params)
    amount = _amount_of(charge, params)
    if charge.body["payment_method_details"]["type"] == "card":
        refund = _add(world, charge, params, amount=amount, status="succeeded")
        _book(world, refund)
    else:
        refund = _add_waiting(world, charge, params, amount=amount)
    events.record(world, "refund.created", refund)
    _count(world, charge, amount)
    return refund


def supply_account(world: World, refund: SandboxObject) -> SandboxObject:
    """The person named a bank account: the waiting refund is paid."""
    if refund.body["status"] != "requires_action":
        raise Refused(f"The refund waits for nothing: it is {refund.body['status']}.")
    refund.body["status"] = "succeeded"
    refund.body.pop("next_action")
    refund.due_at = None
    objects.save(refund)
    _book(world, refund)
    _say_updated(world, refund)
    return refund


def fail_refund(world: World, refund: SandboxObject, *, reason: str) -> SandboxObject:
    """The money could not be sent, perhaps days later: it returns to the balance."""
    if reason not in FAILURES:
        raise Refused(f"Unknown failure reason {reason}.")
    if refund.body["status"] in {"failed", "canceled"}:
        raise Refused(f"The refund is already {refund.body['status']}.")
    refund.body.update(status="failed", failure_reason=reason)
    refund.body.pop("next_action", None)
    refund.due_at = None
    if refund.body["balance_transaction"] is not None:
        line = book(
            world,
            type_="refund_failure",
            category="refund_failure",
            source=refund.stripe_id,
            amount=refund.body["amount"],
            currency=refund.body["currency"],
        )
        refund.body["failure_balance_transaction"] = line.stripe_id
    objects.save(refund)
    events.record(world, "refund.failed", refund)
    _say_updated(world, refund)
    _count(world, objects.get("charge", refund.body["charge"]), -refund.body["amount"])
    return refund


def _charge_of(params: Body) -> SandboxObject:
    if ("charge" in params) == ("payment_intent" in params):
        raise Refused(
            "One of the following params should be provided for this request: "
            "payment_intent or charge."
        )
    if "charge" in params:
        charge = objects.get("charge", params["charge"], param="charge", status=400)
    else:
        charge = _charge_of_intent(params["payment_intent"])
    if charge.body["status"] != "succeeded":
        raise Refused(f"Charge {charge.stripe_id} has not succeeded.", param="charge")
    if has_open_or_lost_dispute(charge):
        raise Refused(
            f"Charge {charge.stripe_id} has been charged back; cannot issue a refund.",
            code="charge_disputed",
        )
    return charge


def _charge_of_intent(intent_id: str) -> SandboxObject:
    intent = objects.get("payment_intent", intent_id, param="payment_intent", status=400)
    if intent.body["status"] != "succeeded":
        raise Refused(
            f"This PaymentIntent ({intent_id}) does not have a successful charge to refund.",
            code="payment_intent_unexpected_state",
            param="payment_intent",
        )
    return objects.get("charge", intent.body["latest_charge"])


def _amount_of(charge: SandboxObject, params: Body) -> int:
    left: int = charge.body["amount"] - charge.body["amount_refunded"]
    if left == 0:
        raise Refused(
            f"Charge {charge.stripe_id} has already been refunded.",
            code="charge_already_refunded",
        )
    amount: int = params.get("amount", left)
    if amount <= 0:
        raise Refused("Invalid positive integer", code="parameter_invalid_integer", param="amount")
    if amount > left:
        raise Refused(
            f"Refund amount (¥{amount:,}) is greater than unrefunded amount on charge (¥{left:,})",
            param="amount",
        )
    return amount


def _add(
    world: World, charge: SandboxObject, params: Body, *, amount: int, status: str
) -> SandboxObject:
    method = charge.body["payment_method_details"]["type"]
    return objects.add(
        {
            "id": new_id("refund" if method == "card" else "payment_refund"),
            "object": "refund",
            "amount": amount,
            "balance_transaction": None,
            "charge": charge.stripe_id,
            "created": world.moment,
            "currency": charge.body["currency"],
            "destination_details": _destination(method),
            "metadata": params.get("metadata") or {},
            "payment_intent": charge.body["payment_intent"],
            "reason": params.get("reason"),
            "receipt_number": None,
            "source_transfer_reversal": None,
            "status": status,
            "transfer_reversal": None,
        }
    )


def _add_waiting(
    world: World, charge: SandboxObject, params: Body, *, amount: int
) -> SandboxObject:
    email = params.get("instructions_email") or charge.body["billing_details"]["email"]
    if not email:
        raise missing("email for the refund instructions", "", param="instructions_email")
    refund = _add(world, charge, params, amount=amount, status="requires_action")
    deadline = world.moment + ACCOUNT_DAYS * 24 * 60 * 60
    refund.body["instructions_email"] = email
    refund.body["next_action"] = {
        "display_details": {
            "email_sent": {"email_sent_at": world.moment, "email_sent_to": email},
            "expires_at": deadline,
        },
        "type": "display_details",
    }
    refund.due_at = deadline
    return objects.save(refund)


def _destination(method: str) -> Body:
    if method == "card":
        card = {
            "reference_status": "pending",
            "reference_type": "acquirer_reference_number",
            "type": "refund",
        }
        return {"card": card, "type": "card"}
    transfer = {"reference": None, "reference_status": "pending"}
    return {"jp_bank_transfer": transfer, "type": "jp_bank_transfer"}


def _book(world: World, refund: SandboxObject) -> None:
    card = refund.body["destination_details"]["type"] == "card"
    line = book(
        world,
        type_="refund" if card else "payment_refund",
        category="refund",
        source=refund.stripe_id,
        amount=-refund.body["amount"],
        currency=refund.body["currency"],
    )
    refund.body["balance_transaction"] = line.stripe_id
    objects.save(refund)


def _count(world: World, charge: SandboxObject, amount: int) -> None:
    """Count a refund into its charge, or a failed one out of it."""
    charge.refresh_from_db()
    refunded = charge.body["amount_refunded"] + amount
    charge.body["amount_refunded"] = refunded
    charge.body["refunded"] = refunded == charge.body["amount"]
    objects.save(charge)
    events.record(world, "charge.refunded" if amount > 0 else "charge.updated", charge)


def _say_updated(world: World, refund: SandboxObject) -> None:
    events.record(world, "refund.updated", refund)
    events.record(world, "charge.refund.updated", refund)

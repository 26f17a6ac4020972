"""Somebody pays on the page: a card that works or not, a voucher that is paid or lapses.

Source: https://docs.stripe.com/payments/konbini/accept-a-payment and /declines/codes.
"""

import secrets
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from config.stripe_sandbox.domain.refusals import Refused
from config.stripe_sandbox.enums import CardOutcome
from config.stripe_sandbox.models import SandboxObject
from config.stripe_sandbox.world import events, objects
from config.stripe_sandbox.world.charges import (
    add_charge,
    card_details,
    konbini_details,
)
from config.stripe_sandbox.world.intents import intent_of
from config.stripe_sandbox.world.moment import World
from config.stripe_sandbox.world.sessions import complete_session, demand_open

Body = dict[str, Any]
JST: Final = ZoneInfo("Asia/Tokyo")
LAST4: Final = {
    CardOutcome.PAYS: "4242",
    CardOutcome.DECLINED: "0002",
    CardOutcome.INSUFFICIENT_FUNDS: "9995",
}
DECLINES: Final = {
    CardOutcome.DECLINED: ("generic_decline", "Your card was declined."),
    CardOutcome.INSUFFICIENT_FUNDS: (
        "insufficient_funds",
        "Your card has insufficient funds.",
    ),
}
STORES: Final = ("familymart", "lawson", "ministop", "seicomart")


def pay_with_card(
    world: World, session: SandboxObject, *, outcome: CardOutcome, billing: Body
) -> SandboxObject:
    """Charge a practice card; a decline leaves the page open. Returns the charge."""
    demand_open(session)
    _demand_method(session, "card")
    intent = intent_of(world, session)
    details = card_details(last4=LAST4[outcome])
    if outcome in DECLINES:
        return _decline(world, intent, details=details, billing=billing, outcome=outcome)
    charge = add_charge(world, intent, details=details, billing=billing)
    _succeed(world, intent, charge)
    complete_session(world, session, payment_status="paid", billing=billing)
    return charge


def issue_voucher(world: World, session: SandboxObject, *, billing: Body) -> SandboxObject:
    """Give out a konbini payment number: the page is complete, and unpaid. Returns the intent."""
    demand_open(session)
    _demand_method(session, "konbini")
    intent = intent_of(world, session)
    days = session.body["payment_method_options"]["konbini"]["expires_after_days"]
    deadline = _voucher_deadline(world.moment, days)
    intent.body.update(
        status="requires_action",
        last_payment_error=None,
        next_action={
            "konbini_display_details": {
                "expires_at": deadline,
                "hosted_voucher_url": (
                    f"{world.origin}/sandbox/stripe/pay/{session.stripe_id}/voucher/"
                ),
                "stores": {store: _store_codes() for store in STORES},
            },
            "type": "konbini_display_details",
        },
    )
    intent.hidden = {"billing": billing, "session": session.stripe_id}
    intent.due_at = deadline
    objects.save(intent)
    events.record(world, "payment_intent.requires_action", intent)
    complete_session(world, session, payment_status="unpaid", billing=billing)
    return intent


def settle_voucher(world: World, intent: SandboxObject) -> SandboxObject:
    """The person paid at the shop. Returns the charge; raises Refused when nothing is waiting."""
    session = _waiting_session(intent)
    charge = add_charge(world, intent, details=konbini_details(), billing=intent.hidden["billing"])
    _succeed(world, intent, charge)
    session.body["payment_status"] = "paid"
    objects.save(session)
    events.record(world, "checkout.session.async_payment_succeeded", session)
    return charge


def lapse_voucher(world: World, intent: SandboxObject) -> None:
    """Nobody paid in time. Raises Refused when nothing is waiting."""
    session = _waiting_session(intent)
    intent.body.update(
        status="requires_payment_method",
        next_action=None,
        last_payment_error={
            "code": "payment_intent_payment_attempt_expired",
            "message": "The payment attempt has expired.",
            "type": "invalid_request_error",
        },
    )
    intent.due_at = None
    objects.save(intent)
    events.record(world, "payment_intent.payment_failed", intent)
    events.record(world, "checkout.session.async_payment_failed", session)


def _succeed(world: World, intent: SandboxObject, charge: SandboxObject) -> None:
    intent.body.update(
        status="succeeded",
        amount_received=intent.body["amount"],
        latest_charge=charge.stripe_id,
        next_action=None,
        last_payment_error=None,
        payment_method=charge.body["payment_method"],
    )
    intent.due_at = None
    objects.save(intent)
    events.record(world, "charge.succeeded", charge)
    events.record(world, "payment_intent.succeeded", intent)


def _decline(
    world: World,
    intent: SandboxObject,
    *,
    details: Body,
    billing: Body,
    outcome: CardOutcome,
) -> SandboxObject:
    decline_code, message = DECLINES[outcome]
    failure = {"code": "card_declined", "decline_code": decline_code, "message": message}
    charge = add_charge(world, intent, details=details, billing=billing, failure=failure)
    intent.body.update(
        status="requires_payment_method",
        latest_charge=charge.stripe_id,
        last_payment_error={**failure, "charge": charge.stripe_id, "type": "card_error"},
    )
    objects.save(intent)
    events.record(world, "charge.failed", charge)
    events.record(world, "payment_intent.payment_failed", intent)
    return charge


def _waiting_session(intent: SandboxObject) -> SandboxObject:
    if intent.body["status"] != "requires_action":
        raise Refused(f"No voucher is waiting: the payment is {intent.body['status']}.")
    return objects.get("checkout.session", intent.hidden["session"])


def _demand_method(session: SandboxObject, method: str) -> None:
    if method not in session.body["payment_method_types"]:
        raise Refused(f"This page does not offer {method}.", param="payment_method_types")


def _voucher_deadline(moment: int, days: int) -> int:
    """23:59:59 JST of the day `days` days later (issued on Monday with 2 → Wednesday night)."""
    day = datetime.fromtimestamp(moment, tz=UTC).astimezone(JST).date() + timedelta(days=days)
    return int(datetime.combine(day, time(23, 59, 59), tzinfo=JST).timestamp())


def _store_codes() -> Body:
    return {
        "confirmation_number": "".join(secrets.choice("0123456789") for _ in range(11)),
        "payment_code": "".join(secrets.choice("0123456789") for _ in range(6)),
    }

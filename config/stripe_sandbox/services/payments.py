"""What a person does on the hosted page and at the shop's till."""

from datetime import datetime

from config.stripe_sandbox.enums import CardOutcome
from config.stripe_sandbox.models import SandboxObject
from config.stripe_sandbox.world import events, intents, objects, payments
from config.stripe_sandbox.world.charges import add_charge, billing_of, card_details
from config.stripe_sandbox.world.moment import World
from config.stripe_sandbox.world.opening import open_world


def pay_by_card(
    *,
    session_id: str,
    outcome: CardOutcome,
    now: datetime,
    name: str | None = None,
    email: str | None = None,
    origin: str | None = None,
) -> SandboxObject:
    """Try a practice card on an open page. Returns the charge, failed where the card is declined.

    Raises Refused when the page is not open or offers no card.
    """
    with open_world(now=now, origin=origin) as world:
        session = objects.get("checkout.session", session_id)
        billing = billing_of(name=name, email=email)
        return payments.pay_with_card(world, session, outcome=outcome, billing=billing)


def issue_voucher(
    *,
    session_id: str,
    now: datetime,
    name: str = "練習 花子",
    email: str = "renshu@example.com",
    origin: str | None = None,
) -> SandboxObject:
    """Choose konbini on an open page: complete, but unpaid. Returns the PaymentIntent.

    Raises Refused when the page is not open or offers no konbini.
    """
    with open_world(now=now, origin=origin) as world:
        session = objects.get("checkout.session", session_id)
        billing = billing_of(name=name, email=email)
        return payments.issue_voucher(world, session, billing=billing)


def settle_voucher(*, session_id: str, now: datetime) -> SandboxObject:
    """Pay the voucher of a page at the shop. Returns the charge; Refused when none is waiting."""
    with open_world(now=now) as world:
        return payments.settle_voucher(world, _intent(session_id))


def lapse_voucher(*, session_id: str, now: datetime) -> None:
    """Let the voucher of a page run out at once. Raises Refused when none is waiting."""
    with open_world(now=now) as world:
        payments.lapse_voucher(world, _intent(session_id))


def take_outside_payment(*, amount: int, now: datetime) -> SandboxObject:
    """A card payment that no page of the portal asked for. Returns the charge."""
    with open_world(now=now) as world:
        intent = intents.add_intent(
            world,
            amount=amount,
            currency="jpy",
            methods=["card"],
            options={},
            metadata={},
            description=None,
            customer=None,
        )
        return _charge_outside(world, intent)


def _charge_outside(world: World, intent: SandboxObject) -> SandboxObject:
    billing = billing_of(name=None, email=None)
    charge = add_charge(world, intent, details=card_details(last4="4242"), billing=billing)
    intent.body.update(
        status="succeeded",
        amount_received=intent.body["amount"],
        latest_charge=charge.stripe_id,
    )
    objects.save(intent)
    events.record(world, "charge.succeeded", charge)
    events.record(world, "payment_intent.succeeded", intent)
    return charge


def _intent(session_id: str) -> SandboxObject:
    session = objects.get("checkout.session", session_id)
    return objects.get("payment_intent", session.body["payment_intent"] or "")

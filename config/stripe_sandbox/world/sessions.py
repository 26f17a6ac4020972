"""Checkout Sessions: hosted payment pages, open → complete | expired.

Source: https://docs.stripe.com/api/checkout/sessions.
"""

from typing import Any, Final

from config.stripe_sandbox.domain.refusals import Refused
from config.stripe_sandbox.models import SandboxObject
from config.stripe_sandbox.world import events, objects
from config.stripe_sandbox.world.moment import World
from config.stripe_sandbox.world.session_body import session_body
from config.stripe_sandbox.world.session_rules import check_session, line_items_of

UPDATABLE: Final = {"metadata", "expand"}


def create_session(world: World, params: dict[str, Any]) -> SandboxObject:
    """A new open page. Raises Refused for what Stripe refuses and for what the sandbox lacks."""
    methods = check_session(world, params)
    items = line_items_of(world, params)
    body = session_body(world, params, items=items, methods=methods)
    intent = params.get("payment_intent_data", {})
    return objects.add(
        body,
        hidden={"line_items": items, "intent": intent},
        due_at=body["expires_at"],
    )


def update_session(world: World, session: SandboxObject, params: dict[str, Any]) -> SandboxObject:
    """Change the metadata; an empty value removes its key, an empty string all of them."""
    for name in params:
        if name not in UPDATABLE:
            raise Refused(f"The sandbox does not update {name}.", param=name)
    asked = params.get("metadata", {})
    merged = {} if asked == "" else {**(session.body["metadata"] or {}), **asked}
    session.body["metadata"] = {key: value for key, value in merged.items() if value != ""}
    return objects.save(session)


def expire_session(world: World, session: SandboxObject) -> SandboxObject:
    """Close an open page; a payment it had begun is cancelled. Raises Refused when not open."""
    if session.body["status"] != "open":
        raise Refused(
            'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout '
            f"Session has a status of `{session.body['status']}`."
        )
    session.body.update(status="expired", url=None)
    session.due_at = None
    objects.save(session)
    intent = objects.find("payment_intent", session.body["payment_intent"])
    if intent is not None:
        intent.body.update(
            status="canceled", canceled_at=world.moment, cancellation_reason="abandoned"
        )
        objects.save(intent)
        events.record(world, "payment_intent.canceled", intent)
    events.record(world, "checkout.session.expired", session)
    return session


def complete_session(
    world: World, session: SandboxObject, *, payment_status: str, billing: dict[str, Any]
) -> None:
    """The person finished the page; a voucher leaves it unpaid."""
    session.body.update(
        status="complete",
        url=None,
        payment_status=payment_status,
        customer_details={
            "address": billing["address"],
            "business_name": None,
            "email": billing["email"],
            "individual_name": None,
            "name": billing["name"],
            "phone": billing["phone"],
            "tax_exempt": "none",
            "tax_ids": [],
        },
    )
    session.due_at = None
    objects.save(session)
    events.record(world, "checkout.session.completed", session)


def demand_open(session: SandboxObject) -> None:
    """Raises Refused unless somebody can still pay on this page."""
    if session.body["status"] != "open":
        raise Refused(f"This Checkout Session is {session.body['status']}.", param="session")

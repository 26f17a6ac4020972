"""Lies for tests: Stripe answering something other than what was asked for."""

from copy import deepcopy
from datetime import datetime
from typing import Any

from config.stripe_sandbox.domain.identifiers import new_id
from config.stripe_sandbox.domain.refusals import missing
from config.stripe_sandbox.models import SandboxObject
from config.stripe_sandbox.world import events, objects
from config.stripe_sandbox.world.opening import open_world


def misreport_object(*, stripe_id: str, changes: dict[str, Any], now: datetime) -> SandboxObject:
    """Overwrite fields of an object (amount_total, currency, livemode, metadata …) as they stand.

    The result must still be valid by Stripe's description; no event is recorded.
    """
    with open_world(now=now):
        row = _any(stripe_id)
        row.body.update(changes)
        if "status" in changes:
            row.due_at = None
        return objects.save(row)


def repeat_event(*, event_id: str, now: datetime) -> SandboxObject:
    """A second event with its own id about the same change, as Stripe sometimes sends."""
    with open_world(now=now) as world:
        event = objects.get("event", event_id)
        twin = events.record(world, event.body["type"], event)
        twin.body = {**deepcopy(event.body), "id": twin.stripe_id, "pending_webhooks": 1}
        return objects.save(twin)


def announce(*, type_: str, stripe_id: str, now: datetime) -> SandboxObject:
    """An event of any type about an object as it is now; for types the product does not know."""
    with open_world(now=now) as world:
        return events.record(world, type_, _any(stripe_id))


def unknown_session_id() -> str:
    """An id that no session has."""
    return new_id("checkout.session")


def _any(stripe_id: str) -> SandboxObject:
    row = SandboxObject.objects.filter(stripe_id=stripe_id).first()
    if row is None:
        raise missing("object", stripe_id, param="id")
    return row

"""Events: a snapshot of an object at the moment it changed, waiting to be delivered.

Source: https://docs.stripe.com/api/events/object and /api/events/types.
"""

from copy import deepcopy
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from procrastinate import exceptions
from procrastinate.contrib.django import app as jobs

from config.stripe_sandbox.domain.identifiers import new_id
from config.stripe_sandbox.models import Delivery, SandboxObject
from config.stripe_sandbox.world import objects
from config.stripe_sandbox.world.moment import World

API_VERSION: Final = "2026-10-28.endive"
DELIVERY_JOB: Final = "stripe_sandbox.deliver_webhooks"
BY_HAND: Final = "BY_HAND"


def record(
    world: World,
    type_: str,
    row: SandboxObject,
    *,
    before: dict[str, Any] | None = None,
) -> SandboxObject:
    """Keep an event of this type about `row` as it is now; `before` holds what it was.

    It is delivered after the commit by the job; with STRIPE_SANDBOX_DELIVERY = "BY_HAND" (tests) it
    waits for services.deliveries.deliver_pending_webhooks.
    """
    data: dict[str, Any] = {"object": deepcopy(row.body)}
    if before is not None:
        data["previous_attributes"] = before
    event = objects.add(
        {
            "id": new_id("event"),
            "object": "event",
            "api_version": API_VERSION,
            "created": world.moment,
            "data": data,
            "livemode": False,
            "pending_webhooks": 1,
            "request": {"id": world.request_id, "idempotency_key": world.idempotency_key},
            "type": type_,
        }
    )
    Delivery.objects.create(event=event)
    transaction.on_commit(wake_deliverer)
    return event


def wake_deliverer() -> None:
    """Ask the worker to deliver; one waiting job is enough for any number of events."""
    if getattr(settings, "STRIPE_SANDBOX_DELIVERY", "") == BY_HAND:
        return
    try:
        jobs.configure_task(DELIVERY_JOB, queueing_lock=DELIVERY_JOB).defer()
    except exceptions.AlreadyEnqueued:
        return

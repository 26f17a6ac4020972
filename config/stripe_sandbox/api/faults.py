"""Planned faults, met in the order they were planned."""

import time

from django.db import transaction
from django.http.response import HttpResponseBase

from config.stripe_sandbox.api.answers import Answer, as_bad_gateway, as_broken_http, as_http
from config.stripe_sandbox.api.idempotency import in_use
from config.stripe_sandbox.domain.refusals import Refused
from config.stripe_sandbox.enums import Fault
from config.stripe_sandbox.models import PlannedFault

RATE_LIMITED = Refused("Too many requests hit the API too quickly.", status=429, code="rate_limit")
BROKEN = Refused("An unknown error occurred.", status=500, type="api_error")


def take_fault(*, method: str, path: str) -> PlannedFault | None:
    """The fault planned for this call, used up; committed at once, whatever happens to the call."""
    with transaction.atomic():
        waiting = PlannedFault.objects.select_for_update().filter(remaining__gt=0)
        for planned in waiting.order_by("pk"):
            if planned.method in {"", method} and planned.path_contains in path:
                planned.remaining -= 1
                planned.save(update_fields=["remaining"])
                return planned
    return None


def refuse_before(fault: PlannedFault | None, *, key: str) -> None:
    """Raises Refused for the faults that keep a call from being executed at all."""
    if fault is None:
        return
    match fault.fault:
        case Fault.RATE_LIMIT:
            raise RATE_LIMITED
        case Fault.SERVER_ERROR:
            raise BROKEN
        case Fault.CONFLICT:
            raise in_use(key)


def spoil_after(fault: PlannedFault | None, answer: Answer) -> HttpResponseBase:
    """The answer of an executed call, or what is left of it."""
    match fault.fault if fault else None:
        case Fault.LOST_RESPONSE:
            return as_broken_http(answer)
        case Fault.BAD_GATEWAY:
            return as_bad_gateway()
        case Fault.TIME_OUT if fault:
            time.sleep(fault.seconds)
    return as_http(answer)

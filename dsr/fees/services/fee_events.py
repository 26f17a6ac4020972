"""The ledger of what staff decided about fees."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.domain.actor import Actor
from dsr.cases.services.notes import keep_reason
from dsr.fees.enums import FeeStep
from dsr.fees.models import Fee, FeeEvent


def write_event(
    *, fee: Fee, step: FeeStep, reason: str, facts: Mapping[str, Any], actor: Actor, now: datetime
) -> FeeEvent:
    """Append one decision with its sealed reason, in the caller's transaction.

    Raises ValueError for an actor that is no person.
    """
    if actor.user_id is None:
        raise ValueError("Only a person decides about a fee.")
    return FeeEvent.objects.create(
        chain=fee.reference,
        fee=fee,
        at=now,
        step=step,
        actor_id=actor.user_id,
        reason=keep_reason(case=fee.case, text=reason, actor=actor, now=now),
        facts=dict(facts),
    )

"""The only writer of a breach's status."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.domain.actor import STAFF, SYSTEM, Actor
from dsr.breaches.domain.handling import BY_STEP
from dsr.breaches.enums import BreachStatus, BreachStep
from dsr.breaches.models import Breach, BreachEvent
from dsr.breaches.services.texts import UnableToKeepText, keep_text
from policies.domain.calendar import jst_date


class UnableToHandleBreach(Exception):
    """The step was refused and nothing changed.

    `code`: WRONG_STATUS, NOT_PERMITTED, REASON_MISSING, STALE, MY_NUMBER, TOO_LONG, IN_FUTURE,
    BEFORE_KNOWLEDGE, NO_GROUND, NOT_THAT_MANY, PEOPLE_NOT_TOLD, NOBODY or FACTS_MISSING.
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


def locked_breach(breach_id: int) -> Breach:
    """The breach, its row locked until the transaction ends."""
    rows = Breach.objects.select_for_update(of=("self",)).select_related("data_key")
    return rows.get(pk=breach_id)


@transaction.atomic
def take_breach_step(
    *,
    breach_id: int,
    step: BreachStep,
    actor: Actor,
    now: datetime,
    text: str = "",
    facts: Mapping[str, Any] | None = None,
    columns: Mapping[str, Any] | None = None,
    seen: int | None = None,
) -> Breach:
    """Take one step of domain.handling.TABLE: status, columns and event in one transaction.

    Arguments:
        breach_id: primary key of the breach; its row is locked until the transaction ends.
        text: the reason, or what staff write to this step; kept sealed beside the ledger.
        facts: ids, codes, dates and counts for the event; never values.
        columns: columns that the calling verb sets in the same write.
        seen: number of events the actor had seen; refused if more has happened.

    Raises:
        UnableToHandleBreach: nothing changed.
    """
    breach = locked_breach(breach_id)
    move = BY_STEP[step]
    if seen is not None and breach.events.count() != seen:
        raise UnableToHandleBreach("Somebody else worked on this breach.", code="STALE")
    if not is_permitted(step, actor):
        raise UnableToHandleBreach(f"{step} is not for this actor.", code="NOT_PERMITTED")
    if breach.status not in move.moves:
        raise UnableToHandleBreach(f"No {step} while {breach.status}.", code="WRONG_STATUS")
    if move.needs_reason and not text.strip():
        raise UnableToHandleBreach(f"{step} needs a reason.", code="REASON_MISSING")
    before = breach.status
    for name, value in (columns or {}).items():
        setattr(breach, name, value)
    breach.status = BreachStatus(move.moves[before])
    breach.save(update_fields=["status", *(columns or {})])
    record_event(
        breach=breach, step=step, before=before, actor=actor, now=now, text=text, facts=facts or {}
    )
    return breach


def is_permitted(step: BreachStep, actor: Actor) -> bool:
    """Whether `actor` may take this step at all. A requester never may."""
    move = BY_STEP[step]
    if actor.kind == STAFF:
        return actor.may(move.permission)
    return actor.kind == SYSTEM and move.by_system


def record_event(
    *,
    breach: Breach,
    step: BreachStep,
    before: str,
    actor: Actor,
    now: datetime,
    text: str,
    facts: Mapping[str, Any],
) -> None:
    """Append one row to the ledger. Raises UnableToHandleBreach for a text that is refused."""
    try:
        kept = keep_text(breach=breach, text=text, actor=actor, now=now) if text.strip() else None
    except UnableToKeepText as error:
        raise UnableToHandleBreach("The text is not kept.", code=error.code) from error
    BreachEvent.objects.create(
        chain=breach.reference,
        breach=breach,
        at=now,
        step=step,
        from_status=before,
        to_status=breach.status,
        actor_kind=actor.kind,
        actor_id=actor.user_id,
        actor_name=actor.name,
        text=kept,
        facts=dict(facts),
    )


def check_day(breach: Breach, day: date, *, now: datetime) -> None:
    """Refuse a day before anybody knew, or one that has not come. Raises UnableToHandleBreach."""
    if day > jst_date(now):
        raise UnableToHandleBreach("That day has not come yet.", code="IN_FUTURE")
    if day < breach.knowledge_on:
        raise UnableToHandleBreach("Nobody knew of it then.", code="BEFORE_KNOWLEDGE")

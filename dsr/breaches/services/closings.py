"""The end of a breach record."""

from datetime import datetime

from django.db import transaction

from accounts.domain.actor import Actor
from dsr.breaches.enums import Audience, BreachStep
from dsr.breaches.models import Breach
from dsr.breaches.services.handling import UnableToHandleBreach, locked_breach, take_breach_step


@transaction.atomic
def close_breach(
    *, breach_id: int, reason: str, actor: Actor, now: datetime, seen: int | None = None
) -> Breach:
    """Close: reported and the people told (Art 26(2)), or judged not reportable.

    Where telling each person is difficult, a publication in its place counts. Raises
    UnableToHandleBreach.
    """
    breach = locked_breach(breach_id)
    told = breach.notices.filter(audience__in=[Audience.PERSON, Audience.PUBLIC]).exists()
    if breach.reportable and not told:
        raise UnableToHandleBreach("The people were not told.", code="PEOPLE_NOT_TOLD")
    return take_breach_step(
        breach_id=breach_id, step=BreachStep.CLOSE_BREACH, actor=actor, now=now, seen=seen,
        text=reason, columns={"closed_at": now},
    )  # fmt: skip

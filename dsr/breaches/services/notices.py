"""Who was told, when and how."""

import uuid
from datetime import date, datetime

from django.db import transaction

from accounts.domain.actor import Actor
from accounts.gateways.sealing import seal_text
from dsr.breaches.enums import Audience, BreachStep, NoticeWay
from dsr.breaches.models import Breach, BreachNotice
from dsr.breaches.services.handling import (
    UnableToHandleBreach,
    check_day,
    locked_breach,
    take_breach_step,
)
from dsr.breaches.services.texts import UnableToKeepText, check_text


@transaction.atomic
def record_notice(
    *,
    breach_id: int,
    audience: Audience | str,
    way: NoticeWay | str,
    told_on: date,
    people: int,
    text: str,
    actor: Actor,
    now: datetime,
    seen: int | None = None,
) -> BreachNotice:
    """Record that somebody was told: the person (Art 26(2)), the public instead, a partner.

    Arguments:
        told_on: JST date, from the day of knowledge to today.
        people: how many were told by this notice.
        text: what was said and to whom; sealed.

    Raises:
        UnableToHandleBreach: nothing was kept.
    """
    breach = locked_breach(breach_id)
    check_day(breach, told_on, now=now)
    breach = take_breach_step(
        breach_id=breach_id, step=BreachStep.RECORD_NOTICE, actor=actor, now=now, seen=seen,
        facts={
            "audience": Audience(audience).value, "way": NoticeWay(way).value,
            "told_on": told_on.isoformat(), "people": people,
        },
    )  # fmt: skip
    return keep_notice(
        breach=breach, audience=Audience(audience), way=NoticeWay(way), told_on=told_on,
        people=people, text=text, actor=actor, now=now,
    )  # fmt: skip


def keep_notice(
    *,
    breach: Breach,
    audience: Audience,
    way: NoticeWay,
    told_on: date,
    people: int,
    text: str,
    actor: Actor,
    now: datetime,
) -> BreachNotice:
    """Write the row of one telling, in the transaction of the step it belongs to."""
    notice_id = uuid.uuid4()
    try:
        said = check_text(text)
    except UnableToKeepText as error:
        raise UnableToHandleBreach("The text is not kept.", code=error.code) from error
    context = f"dsr_breaches.breachnotice.text:{notice_id}"
    return BreachNotice.objects.create(
        id=notice_id,
        breach=breach,
        audience=audience,
        way=way,
        told_on=told_on,
        people=people,
        text_sealed=seal_text(breach.data_key, said, context=context),
        recorded_at=now,
        recorded_by_id=actor.user_id,
    )

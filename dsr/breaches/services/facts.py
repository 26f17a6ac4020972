"""Writing down what is known, and whose data it was."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from accounts.domain.actor import Actor
from accounts.gateways.sealing import search_index
from dsr.breaches.enums import FACTS, BreachStep
from dsr.breaches.models import Breach, ConcernedPerson
from dsr.breaches.selectors.breaches import facts_of
from dsr.breaches.services.handling import UnableToHandleBreach, locked_breach, take_breach_step
from dsr.breaches.services.texts import UnableToKeepText, sealed_facts
from policies.models import DataCategory

MANY = 1000


@transaction.atomic
def describe_breach(
    *,
    breach_id: int,
    facts: Mapping[str, str],
    category_codes: Iterable[str],
    people_count: int | None,
    actor: Actor,
    now: datetime,
    seen: int | None = None,
) -> Breach:
    """Replace the facts by what is known now.

    Arguments:
        facts: text by key of enums.FACTS, `people` aside; a key left out keeps its text.
        category_codes: codes of the register's data categories.
        people_count: how many people; None while nobody knows.

    Raises:
        UnableToHandleBreach: nothing changed.
    """
    breach = locked_breach(breach_id)
    merged = {**facts_of(breach), **facts}
    unknown = set(merged) - set(FACTS)
    if unknown:
        raise ValueError(f"No such facts: {sorted(unknown)}")
    if "OVER_1000" in breach.grounds and (people_count or 0) <= MANY:
        raise UnableToHandleBreach("It was assessed as over 1,000.", code="NOT_THAT_MANY")
    try:
        sealed = sealed_facts(reference=breach.reference, data_key=breach.data_key, facts=merged)
    except UnableToKeepText as error:
        raise UnableToHandleBreach("The text is not kept.", code=error.code) from error
    codes = sorted(set(category_codes))
    breach = take_breach_step(
        breach_id=breach.pk, step=BreachStep.DESCRIBE, actor=actor, now=now, seen=seen,
        columns={"facts_sealed": sealed, "people_count": people_count},
        facts={"facts": sorted(facts), "categories": codes, "people_count": people_count},
    )  # fmt: skip
    breach.categories.set(DataCategory.objects.filter(code__in=codes))
    return breach


def concern_subject(
    *, breach_id: int, subject_id: uuid.UUID, actor: Actor, now: datetime, seen: int | None = None
) -> Breach:
    """Add somebody known as the data subject of a request. The same person again adds nothing."""
    return _concern(breach_id, {"subject_id": subject_id}, "SUBJECT", actor, now, seen)


def concern_member(
    *, breach_id: int, member_id: str, actor: Actor, now: datetime, seen: int | None = None
) -> Breach:
    """Add a member by the company's own id, of which only a blind index is kept."""
    if not member_id.strip():
        raise UnableToHandleBreach("Whose?", code="NOBODY")
    index = search_index("member_id", member_id.strip())
    return _concern(breach_id, {"member_id_index": index}, "MEMBER", actor, now, seen)


@transaction.atomic
def carry_concern(from_id: uuid.UUID, to_id: uuid.UUID) -> None:
    """A representative's request is about a person known already: breaches that concern it are too.

    So the person may ask to stop for a reportable one (ground 35-5).
    """
    rows = ConcernedPerson.objects.filter(subject_id=from_id)
    known = ConcernedPerson.objects.filter(subject_id=to_id).values("breach")
    rows.filter(breach__in=known).delete()
    rows.update(subject_id=to_id)


@transaction.atomic
def _concern(
    breach_id: int,
    who: Mapping[str, object],
    known_as: str,
    actor: Actor,
    now: datetime,
    seen: int | None,
) -> Breach:
    breach = take_breach_step(
        breach_id=breach_id, step=BreachStep.CONCERN_PERSON, actor=actor, now=now, seen=seen,
        facts={"known_as": known_as},
    )  # fmt: skip
    ConcernedPerson.objects.get_or_create(breach=breach, **who, defaults={"added_at": now})
    return breach

"""Opening a breach: from an event of a case, or by hand. The same event opens one record."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.domain.actor import Actor
from accounts.enums import MailTemplate
from accounts.gateways.sealing import search_index
from accounts.services.data_keys import create_data_key
from accounts.services.outbox import queue_mail
from dsr.breaches.enums import BreachKind, BreachStatus, BreachStep
from dsr.breaches.models import Breach, BreachCounter, ConcernedPerson
from dsr.breaches.selectors.breaches import breach_path, handlers
from dsr.breaches.selectors.clocks import clock_columns
from dsr.breaches.services.handling import (
    UnableToHandleBreach,
    is_permitted,
    record_event,
    take_breach_step,
)
from dsr.breaches.services.texts import UnableToKeepText, sealed_facts
from dsr.cases.models import Case
from policies.domain.calendar import jst_date


class UnableToOpenBreach(Exception):
    """No record was opened. `code`: NOT_PERMITTED, IN_FUTURE, DESCRIPTION_MISSING, MY_NUMBER,
    TOO_LONG."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, kw_only=True)
class _Opening:
    kind: BreachKind
    case: Case | None
    knowledge_on: date
    description: str
    people: list[dict[str, Any]] = field(default_factory=list)
    token: uuid.UUID
    actor: Actor
    now: datetime


@transaction.atomic
def open_breach(
    *,
    kind: BreachKind | str,
    case: Case | None,
    knowledge_on: date,
    description: str,
    concerned_subject_ids: Iterable[uuid.UUID] = (),
    concerned_member_ids: Iterable[str] = (),
    actor: Actor,
    now: datetime,
    opening_token: uuid.UUID | None = None,
) -> Breach:
    """Open a breach record, or add to the one that already stands for this event.

    One unended record per case and kind: a second report of it adds the people, moves the day of
    knowledge forward if it was earlier, and is kept on the ledger. The managers are told by mail.

    Arguments:
        kind: a BreachKind code.
        case: the case it happened on; None for an event outside any.
        knowledge_on: the JST date on which somebody of the company learned of it: day 1.
        description: what happened, in the words of whoever reports; sealed.
        concerned_subject_ids: whose data it was, as data subjects of requests.
        concerned_member_ids: whose data it was, by the company's own member id; kept as an index.
        opening_token: names the event (a form, a job's argument); the same one opens nothing twice.

    Raises:
        UnableToOpenBreach: nothing was kept.
    """
    if not is_permitted(BreachStep.OPEN_BREACH, actor):
        raise UnableToOpenBreach("NOT_PERMITTED")
    if knowledge_on > jst_date(now):
        raise UnableToOpenBreach("IN_FUTURE")
    if not description.strip():
        raise UnableToOpenBreach("DESCRIPTION_MISSING")
    opening = _Opening(
        kind=BreachKind(kind),
        case=case,
        knowledge_on=knowledge_on,
        description=description,
        people=_people(concerned_subject_ids, concerned_member_ids),
        token=opening_token or uuid.uuid4(),
        actor=actor,
        now=now,
    )
    try:
        return _opened(opening)
    except (UnableToKeepText, UnableToHandleBreach) as error:
        raise UnableToOpenBreach(error.code) from error


def _opened(opening: _Opening) -> Breach:
    number = _lock_and_count(jst_date(opening.now).year)
    same = Breach.objects.filter(opening_token=opening.token).first()
    if same is not None:
        return same
    known = _unended(opening)
    if known is not None:
        return _learn_more(known, opening)
    return _create(f"BR-{jst_date(opening.now).year}-{number.last + 1:06d}", number, opening)


def _lock_and_count(year: int) -> BreachCounter:
    """The year's counter, locked: breaches open one after the other."""
    BreachCounter.objects.get_or_create(year=year)
    return BreachCounter.objects.select_for_update().get(year=year)


def _unended(opening: _Opening) -> Breach | None:
    if opening.case is None:
        return None
    return Breach.objects.unended().filter(case=opening.case, kind=opening.kind).first()


def _create(reference: str, counter: BreachCounter, opening: _Opening) -> Breach:
    counter.last += 1
    counter.save(update_fields=["last"])
    data_key = create_data_key(now=opening.now)
    breach = Breach.objects.create(
        reference=reference,
        opening_token=opening.token,
        kind=opening.kind,
        case=opening.case,
        data_key=data_key,
        facts_sealed=sealed_facts(
            reference=reference, data_key=data_key, facts={"summary": opening.description}
        ),
        status=BreachStatus.OPEN,
        opened_at=opening.now,
        opened_by_id=opening.actor.user_id,
        **clock_columns(opening.knowledge_on, grounds=[]),
    )
    _add_people(breach, opening)
    record_event(
        breach=breach, step=BreachStep.OPEN_BREACH, before="", actor=opening.actor,
        now=opening.now, text="",
        facts={
            "kind": opening.kind.value,
            "case": opening.case.reference if opening.case else "",
            "knowledge_on": opening.knowledge_on.isoformat(),
            "people": len(opening.people),
        },
    )  # fmt: skip
    tell_handlers(breach=breach, now=opening.now)
    return breach


def _learn_more(breach: Breach, opening: _Opening) -> Breach:
    columns = {}
    if opening.knowledge_on < breach.knowledge_on:
        columns = clock_columns(opening.knowledge_on, grounds=breach.grounds)
    _add_people(breach, opening)
    return take_breach_step(
        breach_id=breach.pk, step=BreachStep.LEARN_MORE, actor=opening.actor, now=opening.now,
        text=opening.description, columns=columns,
        facts={"knowledge_on": opening.knowledge_on.isoformat()},
    )  # fmt: skip


def _people(subjects: Iterable[uuid.UUID], members: Iterable[str]) -> list[dict[str, Any]]:
    """Columns of each ConcernedPerson, each person once."""
    indexes = [search_index("member_id", member.strip()) for member in members if member.strip()]
    return [
        *({"subject_id": subject_id} for subject_id in dict.fromkeys(subjects)),
        *({"member_id_index": index} for index in dict.fromkeys(indexes)),
    ]


def _add_people(breach: Breach, opening: _Opening) -> None:
    ConcernedPerson.objects.bulk_create(
        [
            ConcernedPerson(breach=breach, added_at=opening.now, **person)
            for person in opening.people
        ],
        ignore_conflicts=True,
    )


def tell_handlers(*, breach: Breach, now: datetime) -> int:
    """A mail to everybody who handles breaches; how many. Says nothing of what happened."""
    people = handlers()
    for user in people:
        queue_mail(
            recipient=user, template=MailTemplate.STAFF_NOTICE, reference=breach.reference,
            path=breach_path(breach), now=now,
        )  # fmt: skip
    return len(people)

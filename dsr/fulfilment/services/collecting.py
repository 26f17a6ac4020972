"""Collecting: every source that holds a category asked for is searched, each on its own."""

from collections.abc import Collection as AnyOf
from datetime import datetime, timedelta

from django.db import transaction
from procrastinate.contrib.django import app as jobs

from accounts.domain.actor import Actor
from dsr.cases.enums import Step
from dsr.cases.models import Case
from dsr.cases.services.workflow import take_step
from dsr.fulfilment.domain.content_hash import content_hash
from dsr.fulfilment.enums import CategoryOutcome, Connector, SourceStatus
from dsr.fulfilment.models import (
    CollectedCategory,
    Collection,
    DataSource,
    ManualTask,
    SourceResult,
)
from dsr.fulfilment.selectors.collections import collection_of, unsearched_sources
from dsr.fulfilment.selectors.connectors import configuration_hash
from dsr.fulfilment.selectors.coverage import asked_categories
from dsr.fulfilment.services.conclusions import (
    UnableToFinishCollection,
    finish_collection,
    finish_when_concluded,
)
from dsr.fulfilment.services.part_reasons import seal_part_reason
from dsr.fulfilment.services.purge_dates import drop_collected_files
from dsr.fulfilment.services.source_runs import RUN_SOURCE, run_source
from policies.domain.calendar import jst_date
from policies.models import DataCategory

__all__ = [
    "UnableToCollectByHand",
    "UnableToFinishCollection",
    "begin_collection",
    "collect_again",
    "collect_by_hand",
    "finish_collection",
    "run_source",
]


class UnableToCollectByHand(Exception):
    """No source waits to be searched by a person; nothing changed. `code`: ALL_SEARCHED."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.code = "ALL_SEARCHED"


@transaction.atomic
def begin_collection(*, case_id: int, actor: Actor, now: datetime, seen: int | None = None) -> Case:
    """Start to collect: one result and one job per source, one task per manual source.

    Raises UnableToTakeStep. With no source to search and every category accounted for, the
    collection is finished at once: so it is for a filing that only inquires, where nothing is
    searched and every category is on record as not asked for.
    """
    case = take_step(
        case_id=case_id, step=Step.BEGIN_COLLECTION, actor=actor, now=now, seen=seen
    )  # fmt: skip
    return _start(case, now)


@transaction.atomic
def collect_again(
    *, case_id: int, reason: str, actor: Actor, now: datetime, seen: int | None = None
) -> Case:
    """Collect anew: what was collected and drafted before no longer counts, its files are deleted.

    Raises UnableToTakeStep.
    """
    return _start(_drop(case_id, reason, actor, now, seen), now)


@transaction.atomic
def collect_by_hand(
    *, case_id: int, reason: str, actor: Actor, now: datetime, seen: int | None = None
) -> Case:
    """Collect anew, and have people search where nothing that was verified finds the person.

    A source that was not searched for want of an identifier becomes a task for a person, who looks
    by what identity was confirmed with: name, birth date, address. Otherwise nobody could ever say
    of somebody who is no member that nothing is held (N1). The other sources are read as ever.

    Raises UnableToCollectByHand, UnableToTakeStep.
    """
    case = _drop(case_id, reason, actor, now, seen)
    former = collection_of(case)
    unsearched = unsearched_sources(former) if former else []
    if not unsearched:
        raise UnableToCollectByHand("Every source was searched.")
    return _start(case, now, by_hand={source.pk for source in unsearched})


def _drop(case_id: int, reason: str, actor: Actor, now: datetime, seen: int | None) -> Case:
    """What was collected no longer counts; the case is collected again."""
    case = take_step(
        case_id=case_id,
        step=Step.COLLECT_AGAIN,
        actor=actor,
        now=now,
        reason=reason,
        seen=seen,
    )
    drop_collected_files(case=case, now=now)
    return case


def _start(case: Case, now: datetime, *, by_hand: AnyOf[int] = ()) -> Case:
    categories = list(DataCategory.objects.order_by("position"))
    collection = Collection.objects.create(
        case=case,
        number=Collection.objects.filter(case=case).count() + 1,
        register_sha256=content_hash([[row.code, row.scope] for row in categories]),
        started_at=now,
    )
    asked = asked_categories(case, categories)
    sources = list(DataSource.objects.filter(active=True).order_by("code"))
    held: set[int] = set()
    for source in sources:
        codes = set(source.categories.values_list("pk", flat=True)) & {row.pk for row in asked}
        if codes:
            held |= codes
            manual = source.connector == Connector.MANUAL or source.pk in by_hand
            queue = _queue_task if manual else _queue_source
            queue(collection, source, len(codes), now)
    for category in categories:
        if category not in asked:
            _note(collection, category, CategoryOutcome.NOT_ASKED, now)
        elif category.pk not in held:
            _account_for_unheld(collection, category, now)
    finish_when_concluded(collection=collection, now=now)
    case.refresh_from_db()
    return case


def _queue_source(
    collection: Collection, source: DataSource, categories: int, now: datetime
) -> None:
    """A job reads it."""
    result = _result(collection, source, SourceStatus.QUEUED, categories, now)
    jobs.configure_task(RUN_SOURCE, allow_unknown=True).defer(result_id=result.pk)


def _queue_task(collection: Collection, source: DataSource, categories: int, now: datetime) -> None:
    """A person searches it."""
    ManualTask.objects.create(
        result=_result(collection, source, SourceStatus.TASK_OPEN, categories, now),
        assignee_id=collection.case.owner_id,
        due_date=jst_date(now) + timedelta(days=source.task_days),
    )


def _result(
    collection: Collection, source: DataSource, status: SourceStatus, categories: int, now: datetime
) -> SourceResult:
    return SourceResult.objects.create(
        collection=collection,
        source=source,
        configuration_sha256=configuration_hash(source),
        status=status,
        categories_total=categories,
        queued_at=now,
    )


def _account_for_unheld(collection: Collection, category: DataCategory, now: datetime) -> None:
    """Held by no source: left out for the register's own reason, or staff must give one."""
    if not category.excluded_because_ja:
        _note(collection, category, CategoryOutcome.UNACCOUNTED, now)
        return
    part = CollectedCategory(
        collection=collection,
        category=category,
        outcome=CategoryOutcome.EXCLUDED,
        recorded_at=now,
    )
    part.reason_sealed = seal_part_reason(
        part, ja=category.excluded_because_ja, en=category.excluded_because_en
    )
    part.save(force_insert=True)


def _note(collection: Collection, category: DataCategory, outcome: str, now: datetime) -> None:
    CollectedCategory.objects.create(
        collection=collection, category=category, outcome=outcome, recorded_at=now
    )

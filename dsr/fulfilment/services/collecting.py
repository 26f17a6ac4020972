"""Collecting: every source that holds a category asked for is searched, each on its own."""

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
    "UnableToFinishCollection",
    "begin_collection",
    "collect_again",
    "finish_collection",
    "run_source",
]


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
    case = take_step(
        case_id=case_id,
        step=Step.COLLECT_AGAIN,
        actor=actor,
        now=now,
        reason=reason,
        seen=seen,
    )
    drop_collected_files(case=case, now=now)
    return _start(case, now)


def _start(case: Case, now: datetime) -> Case:
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
            _queue_source(collection, source, len(codes), now)
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
    manual = source.connector == Connector.MANUAL
    result = SourceResult.objects.create(
        collection=collection,
        source=source,
        configuration_sha256=configuration_hash(source),
        status=SourceStatus.TASK_OPEN if manual else SourceStatus.QUEUED,
        categories_total=categories,
        queued_at=now,
    )
    if manual:
        ManualTask.objects.create(
            result=result,
            assignee_id=collection.case.owner_id,
            due_date=jst_date(now) + timedelta(days=source.task_days),
        )
    else:
        jobs.configure_task(RUN_SOURCE, allow_unknown=True).defer(result_id=result.pk)


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

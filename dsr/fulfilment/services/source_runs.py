"""One source of one collection: claim it, read it with no transaction open, settle what it said."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app as jobs

from accounts.services.files import delete_file
from dsr.cases.models import Case
from dsr.fulfilment.domain.retries import next_wait
from dsr.fulfilment.enums import CategoryOutcome, SourceStatus
from dsr.fulfilment.gateways.source_fault import SourceFault
from dsr.fulfilment.gateways.source_protocol import (
    IdentifierUnusable,
    SourceFailed,
    SourceUnavailable,
)
from dsr.fulfilment.models import CollectedCategory, SourceResult
from dsr.fulfilment.selectors.connectors import connector_of
from dsr.fulfilment.selectors.identifiers import verified_identifiers
from dsr.fulfilment.services.conclusions import finish_when_concluded
from dsr.fulfilment.services.source_files import ReadPart, store_batch
from policies.models import DataCategory

RUN_SOURCE = "dsr_fulfilment.run_source"


@dataclass(kw_only=True)
class _Reading:
    """One attempt at one source: what is to be read and what was."""

    result: SourceResult
    case: Case
    categories: dict[str, DataCategory]
    now: datetime
    parts: list[ReadPart] = field(default_factory=list)


def run_source(*, result_id: int, now: datetime) -> SourceResult:
    """Search one source and settle what it answered. Running it again changes nothing.

    A passing failure queues the next attempt; after the last, and for one that somebody must mend,
    the result is FAILED with its fault. A worker that died is simply followed by the next run: only
    the latest attempt settles. When it was the last source, the collection finishes.

    Raises what the vault and the database raise; the result then stays RUNNING for the next run.
    """
    reading = _claim(result_id, now)
    if reading is None:
        return SourceResult.objects.get(pk=result_id)
    try:
        _read(reading)
    except SourceFailed as failure:
        _drop_files(reading)
        return _settle_failure(reading, failure)
    except BaseException:
        _drop_files(reading)
        raise
    return _settle(reading)


@transaction.atomic
def _claim(result_id: int, now: datetime) -> _Reading | None:
    result = SourceResult.objects.select_for_update(of=("self",)).get(pk=result_id)
    case = Case.objects.select_related("requester", "subject__data_key", "data_key").get(
        collections=result.collection_id
    )
    if result.is_concluded or result.status == SourceStatus.TASK_OPEN or not case.is_open:
        return None
    result.status = SourceStatus.RUNNING
    result.attempts += 1
    result.categories_done = 0
    result.started_at = now
    result.save(update_fields=["status", "attempts", "categories_done", "started_at"])
    return _Reading(result=result, case=case, categories=_categories(result), now=now)


def _categories(result: SourceResult) -> dict[str, DataCategory]:
    """What this source is asked for: what it holds, less what the collection accounted for."""
    accounted = CollectedCategory.objects.filter(
        collection=result.collection_id, result__isnull=True
    ).values("category_id")
    held = result.source.categories.exclude(pk__in=accounted).order_by("position")
    return {category.code: category for category in held}


def _read(reading: _Reading) -> None:
    connector = connector_of(reading.result.source, reading.case.subject)
    identifiers = verified_identifiers(reading.case)
    searchable = list(reading.categories)
    while searchable:
        try:
            batches = connector.collect(identifiers=identifiers, categories=searchable)
        except IdentifierUnusable as unusable:
            unsearched = list(unusable.categories) or searchable
            reading.parts += [_unsearched(reading, code) for code in unsearched]
            searchable = [code for code in searchable if code not in unsearched]
            continue
        for batch in batches:
            reading.parts.append(
                store_batch(
                    batch=batch,
                    category=reading.categories[batch.category],
                    case=reading.case,
                    now=reading.now,
                )
            )
            _show_progress(reading)
        return


def _unsearched(reading: _Reading, code: str) -> ReadPart:
    return ReadPart(category=reading.categories[code], outcome=CategoryOutcome.NOT_SEARCHED)


def _show_progress(reading: _Reading) -> None:
    SourceResult.objects.filter(pk=reading.result.pk, attempts=reading.result.attempts).update(
        categories_done=len(reading.parts)
    )


def _drop_files(reading: _Reading) -> None:
    for part in reading.parts:
        if part.file is not None:
            delete_file(file_id=part.file.pk, now=reading.now)


def _settle(reading: _Reading) -> SourceResult:
    with transaction.atomic():
        result = _lock_own_attempt(reading)
        if result is not None:
            _write_parts(result, reading)
            finish_when_concluded(collection=result.collection, now=reading.now)
            return result
    _drop_files(reading)  # another attempt took over
    return SourceResult.objects.get(pk=reading.result.pk)


def _lock_own_attempt(reading: _Reading) -> SourceResult | None:
    """The result, locked after its case, or None when a later attempt owns it."""
    Case.objects.select_for_update(of=("self",)).get(pk=reading.case.pk)
    result = SourceResult.objects.select_for_update(of=("self",)).get(pk=reading.result.pk)
    mine = result.attempts == reading.result.attempts and result.status == SourceStatus.RUNNING
    return result if mine else None


def _write_parts(result: SourceResult, reading: _Reading) -> None:
    for part in reading.parts:
        if part.file is not None:
            part.file.purge_on = None  # kept until the case ends; an orphan keeps its date
            part.file.save(update_fields=["purge_on"])
        CollectedCategory.objects.create(
            collection_id=result.collection_id,
            category=part.category,
            result=result,
            outcome=part.outcome,
            found=part.found,
            fields=part.fields,
            file=part.file,
            recorded_at=reading.now,
        )
    result.status = _status_of(reading.parts)
    result.found = sum(part.found for part in reading.parts)
    result.categories_done = len(reading.parts)
    result.fault, result.fault_detail = "", ""
    result.finished_at = reading.now
    result.save()


def _status_of(parts: Sequence[ReadPart]) -> SourceStatus:
    outcomes = {part.outcome for part in parts}
    if CategoryOutcome.EXPORTED in outcomes:
        return SourceStatus.FOUND
    if CategoryOutcome.NOT_SEARCHED in outcomes:
        return SourceStatus.NOT_SEARCHED
    return SourceStatus.NOTHING


@transaction.atomic
def _settle_failure(reading: _Reading, failure: SourceFailed) -> SourceResult:
    result = _lock_own_attempt(reading)
    if result is None:
        return SourceResult.objects.get(pk=reading.result.pk)
    wait = next_wait(result.attempts) if isinstance(failure, SourceUnavailable) else None
    result.status = SourceStatus.FAILED if wait is None else SourceStatus.QUEUED
    result.fault = SourceFault(failure.fault)
    result.fault_detail = failure.detail[:300]
    result.save(update_fields=["status", "fault", "fault_detail"])
    if wait is not None:
        later = jobs.configure_task(RUN_SOURCE, allow_unknown=True, schedule_in={"seconds": wait})
        later.defer(result_id=result.pk)
    return result

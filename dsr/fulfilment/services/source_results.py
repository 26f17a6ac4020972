"""What staff do about a source that gave no answer: try again, or leave it out with a reason."""

from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app as jobs

from accounts.domain.actor import Actor
from accounts.gateways.sealing import seal_json
from dsr.cases.enums import Status
from dsr.cases.models import Case
from dsr.fulfilment.enums import CategoryOutcome, SourceStatus
from dsr.fulfilment.models import CollectedCategory, Collection, SourceResult
from dsr.fulfilment.services.conclusions import finish_when_concluded
from dsr.fulfilment.services.part_reasons import seal_part_reason
from dsr.fulfilment.services.source_runs import RUN_SOURCE

COLLECT = "dsr_fulfilment.collect_data"


class UnableToChangeSourceResult(Exception):
    """Refused. `code`: NOT_PERMITTED, REASON_MISSING, NOT_RUNNING (the collection) or CONCLUDED."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


@transaction.atomic
def retry_source(*, result_id: int, actor: Actor, now: datetime) -> SourceResult:
    """Search a source again that failed or hangs. Raises UnableToChangeSourceResult."""
    result = lock_open_result(result_id=result_id, actor=actor)
    if result.status == SourceStatus.TASK_OPEN:
        raise UnableToChangeSourceResult("A person does this task.", code="CONCLUDED")
    result.status = SourceStatus.QUEUED
    result.attempts += 1  # whatever still runs may no longer settle
    result.fault, result.fault_detail = "", ""
    result.queued_at = now
    result.save()
    jobs.configure_task(RUN_SOURCE, allow_unknown=True).defer(result_id=result.pk)
    return result


@transaction.atomic
def exclude_source(
    *, result_id: int, reason_ja: str, reason_en: str, actor: Actor, now: datetime
) -> SourceResult:
    """Leave a source out, with the reason the person will read beside each of its categories.

    Raises UnableToChangeSourceResult.
    """
    result = lock_open_result(result_id=result_id, actor=actor)
    _check_reason(reason_ja)
    answered = result.parts.values_list("category_id", flat=True)
    accounted = result.collection.parts.filter(result__isnull=True).values("category_id")
    open_categories = result.source.categories.exclude(pk__in=answered).exclude(pk__in=accounted)
    for category in open_categories.order_by("position"):
        part = CollectedCategory(
            collection=result.collection, category=category, result=result,
            outcome=CategoryOutcome.EXCLUDED, recorded_at=now,
        )  # fmt: skip
        part.reason_sealed = seal_part_reason(part, ja=reason_ja, en=reason_en)
        part.save(force_insert=True)
    result.status = SourceStatus.EXCLUDED
    result.attempts += 1
    result.reason_sealed = seal_json(
        result.collection.case.data_key,
        {"ja": reason_ja, "en": reason_en},
        context=f"dsr_fulfilment.sourceresult.reason:{result.pk}",
    )
    result.finished_at = now
    result.save()
    finish_when_concluded(collection=result.collection, now=now)
    return result


@transaction.atomic
def account_for_category(
    *,
    collection_id: int,
    category_code: str,
    reason_ja: str,
    reason_en: str,
    actor: Actor,
    now: datetime,
) -> CollectedCategory:
    """Say why a category that no source holds is left out. Raises UnableToChangeSourceResult."""
    collection = _lock_running_collection(collection_id, actor)
    _check_reason(reason_ja)
    part = collection.parts.filter(
        category__code=category_code, outcome=CategoryOutcome.UNACCOUNTED
    ).first()
    if part is None:
        raise UnableToChangeSourceResult("This category is accounted for.", code="CONCLUDED")
    part.outcome = CategoryOutcome.EXCLUDED
    part.reason_sealed = seal_part_reason(part, ja=reason_ja, en=reason_en)
    part.recorded_at = now
    part.save()
    finish_when_concluded(collection=collection, now=now)
    return part


def lock_open_result(*, result_id: int, actor: Actor) -> SourceResult:
    """The result, locked after its case. Raises UnableToChangeSourceResult."""
    collection_id = SourceResult.objects.values_list("collection_id", flat=True).get(pk=result_id)
    collection = _lock_running_collection(collection_id, actor)
    result = SourceResult.objects.select_for_update(of=("self",)).get(pk=result_id)
    result.collection = collection
    if result.is_concluded:
        raise UnableToChangeSourceResult("This source has answered.", code="CONCLUDED")
    return result


def _lock_running_collection(collection_id: int, actor: Actor) -> Collection:
    collection = Collection.objects.select_related("case__data_key").get(pk=collection_id)
    case = Case.objects.select_for_update(of=("self",)).get(pk=collection.case_id)
    if not actor.may(COLLECT):
        raise UnableToChangeSourceResult("Collecting is not for this actor.", code="NOT_PERMITTED")
    current = Collection.objects.filter(case=case).order_by("-number").first()
    waits = case.status == Status.WAITING_FOR_REQUESTER and case.resume_status == Status.COLLECTING
    if current != collection or not (case.status == Status.COLLECTING or waits):
        raise UnableToChangeSourceResult("This collection is over.", code="NOT_RUNNING")
    return collection


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise UnableToChangeSourceResult("A reason is needed.", code="REASON_MISSING")

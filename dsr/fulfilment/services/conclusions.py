"""Finishing a collection: by itself once all is accounted for, or by hand."""

from datetime import datetime

from django.db import transaction

from accounts.domain.actor import Actor, system_actor
from dsr.cases.enums import Status, Step
from dsr.cases.models import Case
from dsr.cases.services.workflow import take_step
from dsr.fulfilment.models import Collection
from dsr.fulfilment.selectors.collections import progress_of

FINISHING = system_actor("fulfilment.finish_collection")


class UnableToFinishCollection(Exception):
    """A source has not answered yet, or a category has neither records nor a reason.

    `sources` and `categories` are the codes of what is missing.
    """

    def __init__(self, message: str, *, sources: list[str], categories: list[str]) -> None:
        super().__init__(message)
        self.sources = sources
        self.categories = categories


@transaction.atomic
def finish_collection(
    *, case_id: int, actor: Actor, now: datetime, seen: int | None = None
) -> Case:
    """Every source has answered: on to review.

    Raises UnableToFinishCollection, UnableToTakeStep.
    """
    Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    collection = Collection.objects.filter(case_id=case_id).order_by("-number").first()
    if collection is not None:
        _check_complete(collection)
        Collection.objects.filter(pk=collection.pk).update(finished_at=now)
    return take_step(
        case_id=case_id,
        step=Step.FINISH_COLLECTION,
        actor=actor,
        now=now,
        facts=_facts(collection),
        seen=seen,
    )


def finish_when_concluded(*, collection: Collection, now: datetime) -> bool:
    """Finish for the system if nothing is missing. Call it with the case's row locked."""
    case = Case.objects.get(pk=collection.case_id)
    if case.status != Status.COLLECTING or not progress_of(collection).is_complete:
        return False
    finish_collection(case_id=case.pk, actor=FINISHING, now=now)
    return True


def _check_complete(collection: Collection) -> None:
    progress = progress_of(collection)
    if progress.is_complete:
        return
    waiting = collection.results.filter(finished_at__isnull=True)
    sources = sorted(waiting.values_list("source__code", flat=True))
    missing = ", ".join([*sources, *progress.unaccounted])
    raise UnableToFinishCollection(
        f"Not accounted for: {missing}.", sources=sources, categories=progress.unaccounted
    )


def _facts(collection: Collection | None) -> dict[str, object]:
    if collection is None:
        return {}
    statuses = collection.results.order_by("source__code").values_list(
        "source__code", "status", "found"
    )
    return {
        "collection": collection.number,
        "sources": {code: [status, found] for code, status, found in statuses},
    }

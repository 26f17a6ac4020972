"""Finding what was never enqueued or never settled, and ending what is over."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from procrastinate.contrib.django import app as jobs

from accounts.domain.actor import system_actor
from dsr.cases.enums import Status
from dsr.cases.models import Case
from dsr.cases.services.workflow import UnableToTakeStep
from dsr.fulfilment.enums import Handover, PackageStatus, SourceStatus
from dsr.fulfilment.models import (
    CollectedCategory,
    Collection,
    Decision,
    Delivery,
    Package,
    PostalCopy,
    SourceResult,
)
from dsr.fulfilment.services.action_runs import requeue_actions
from dsr.fulfilment.services.closings import UnableToCloseCase, close_case
from dsr.fulfilment.services.conclusions import UnableToFinishCollection, finish_collection
from dsr.fulfilment.services.packages import BUILD_PACKAGE
from dsr.fulfilment.services.postal_copies import MAKE_POSTAL_COPY
from dsr.fulfilment.services.purge_dates import set_end_dates
from dsr.fulfilment.services.source_runs import RUN_SOURCE

STUCK_AFTER = timedelta(hours=1)  # longer than the longest wait between two attempts
SWEEPING = system_actor("fulfilment.sweep")
CLOSING = system_actor("fulfilment.close_delivered")


def sweep(*, now: datetime) -> int:
    """Queue again what hangs, finish what is complete. Running twice does no harm."""
    requeued = _requeue_sources(now) + _requeue_packages(now) + requeue_actions(now=now)
    return requeued + _requeue_postal_copies(now) + _finish_collections(now)


def _requeue_sources(now: datetime) -> int:
    before = now - STUCK_AFTER
    stuck = SourceResult.objects.filter(
        Q(started_at__lt=before) | Q(started_at__isnull=True, queued_at__lt=before),
        status__in=[SourceStatus.QUEUED, SourceStatus.RUNNING],
        collection__case__closed_at__isnull=True,
    )
    ids = list(stuck.order_by("pk").values_list("pk", flat=True))
    for result_id in ids:
        jobs.configure_task(RUN_SOURCE, allow_unknown=True).defer(result_id=result_id)
    return len(ids)


def _requeue_packages(now: datetime) -> int:
    stuck = Package.objects.filter(
        status__in=[PackageStatus.QUEUED, PackageStatus.BUILDING],
        superseded_at__isnull=True,
        queued_at__lt=now - STUCK_AFTER,
        decision__collection__case__status__in=[Status.AWAITING_APPROVAL, Status.ACTING],
    )
    ids = list(stuck.order_by("queued_at", "pk").values_list("pk", flat=True))
    for package_id in ids:
        jobs.configure_task(BUILD_PACKAGE, allow_unknown=True).defer(package_id=str(package_id))
    return len(ids)


def _requeue_postal_copies(now: datetime) -> int:
    stuck = PostalCopy.objects.filter(
        status__in=[PackageStatus.QUEUED, PackageStatus.BUILDING],
        superseded_at__isnull=True,
        queued_at__lt=now - STUCK_AFTER,
    )
    ids = list(stuck.order_by("queued_at", "pk").values_list("pk", flat=True))
    for copy_id in ids:
        jobs.configure_task(MAKE_POSTAL_COPY, allow_unknown=True).defer(copy_id=str(copy_id))
    return len(ids)


def _finish_collections(now: datetime) -> int:
    """Complete, yet unfinished: the case waited for its requester when the last source answered."""
    finished = 0
    running = Collection.objects.filter(
        finished_at__isnull=True, case__status=Status.COLLECTING
    ).order_by("pk")
    for collection in running:
        try:
            finish_collection(case_id=collection.case_id, actor=SWEEPING, now=now)
        except (UnableToFinishCollection, UnableToTakeStep):
            continue  # it is still being searched, or somebody took a step meanwhile
        finished += 1
    return finished


def close_delivered_cases(*, now: datetime) -> int:
    """Close cases whose answer was received long enough ago, and set dates of ended ones."""
    before = now - timedelta(days=settings.DELIVERY_CLOSES_AFTER_DAYS)
    letters = Delivery.objects.filter(handover=Handover.LETTER).values(
        "decision__collection__case_id"
    )
    came_back = Delivery.objects.filter(handover=Handover.POST, posted_on__isnull=True).values(
        "decision__collection__case_id"
    )  # posted once and returned: nobody has it yet
    due = Case.objects.exclude(pk__in=came_back).filter(
        Q(status=Status.DELIVERED, delivered_at__lt=before)
        | Q(status=Status.RELEASED, released_at__lt=before, pk__in=letters)
    )
    closed = 0
    for case_id in list(due.order_by("released_at", "pk").values_list("pk", flat=True)):
        try:
            close_case(case_id=case_id, actor=CLOSING, now=now)
        except (UnableToCloseCase, UnableToTakeStep):
            continue  # somebody took a step meanwhile; the next round looks again
        closed += 1
    _set_dates_of_ended(now)
    return closed


def _set_dates_of_ended(now: datetime) -> None:
    """Cases that ended by other doors (withdrawn, not accepted) after something was collected.

    Letters of a drafted answer count too: "nothing found" has letters and no collected file.
    """
    undated = CollectedCategory.objects.filter(
        collection__case__closed_at__isnull=False,
        file__deleted_at__isnull=True,
        file__isnull=False,
        file__purge_on__isnull=True,
    ).values("collection__case_id")
    unsent = Decision.objects.filter(
        collection__case__closed_at__isnull=False,
        released_at__isnull=True,
        letter_ja__deleted_at__isnull=True,
        letter_ja__isnull=False,
        letter_ja__purge_on__isnull=True,
    ).values("collection__case_id")
    ended = Case.objects.filter(Q(pk__in=undated) | Q(pk__in=unsent))
    for case in ended.order_by("pk"):
        set_end_dates(case=case, now=now)

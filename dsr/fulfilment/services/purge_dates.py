"""Collected files that no longer count, and the dates by which collected data must be gone."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from accounts.services.files import set_purge_date
from dsr.cases.models import Case
from dsr.fulfilment.models import CollectedCategory, Decision, Package
from policies.domain.calendar import jst_date
from policies.enums import RetentionCode
from policies.selectors.rules import retention_until


def drop_collected_files(*, case: Case, now: datetime) -> None:
    """Let everything collected and built so far be deleted by the next purge."""
    today = jst_date(now)
    _set_dates(_collected_files(case), today, now)
    _set_dates(_letters(case), today, now)
    supersede_packages(case=case, now=now)


def supersede_packages(*, case: Case, now: datetime) -> None:
    """Packages built so far no longer count; their files go with the next purge."""
    current = Package.objects.filter(
        decision__collection__case=case, superseded_at__isnull=True
    ).select_for_update(of=("self",))
    files = [package.file_id for package in current if package.file_id is not None]
    _set_dates(files, jst_date(now), now)
    current.update(superseded_at=now)


@transaction.atomic
def set_end_dates(*, case: Case, now: datetime) -> None:
    """The case has ended: collected data goes by its retention rule, counted from today."""
    until = retention_until(RetentionCode.COLLECTED_DATA, start=jst_date(now))
    _set_dates(_collected_files(case), until, now)


def _collected_files(case: Case) -> list[UUID]:
    return [
        file_id
        for file_id in CollectedCategory.objects.filter(
            collection__case=case, file__deleted_at__isnull=True, file__purge_on__isnull=True
        ).values_list("file_id", flat=True)
        if file_id is not None
    ]


def _letters(case: Case) -> list[UUID]:
    """Letters of drafts that were never released."""
    rows = Decision.objects.filter(
        collection__case=case, released_at__isnull=True, letter_ja__isnull=False
    ).values_list("letter_ja_id", "letter_en_id")
    return [file_id for row in rows for file_id in row if file_id is not None]


def _set_dates(files: list[UUID], purge_on: date, now: datetime) -> None:
    for file_id in files:
        set_purge_date(file_id=file_id, purge_on=purge_on, now=now)

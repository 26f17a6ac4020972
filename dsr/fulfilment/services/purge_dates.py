"""By which date collected data, letters and packages must be gone."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from accounts.services.files import set_purge_date
from dsr.cases.models import Case
from dsr.fulfilment.models import ActionTask, CollectedCategory, Decision, Package
from policies.domain.calendar import jst_date
from policies.enums import RetentionCode
from policies.selectors.rules import retention_until


def drop_collected_files(*, case: Case, now: datetime) -> None:
    """Let everything collected, drafted and built so far be deleted by the next purge."""
    today = jst_date(now)
    _set_dates(_collected_files(case), today, now)
    _set_dates(_letters(case, released=False), today, now)
    supersede_packages(case=case, now=now)


def supersede_packages(*, case: Case, now: datetime) -> None:
    """Packages built so far no longer count; their files go with the next purge."""
    current = Package.objects.select_for_update(of=("self",)).filter(
        decision__collection__case=case, superseded_at__isnull=True
    )
    packages = list(current)
    _set_dates([row.file_id for row in packages], jst_date(now), now)
    Package.objects.filter(pk__in=[row.pk for row in packages]).update(superseded_at=now)


@transaction.atomic
def set_end_dates(*, case: Case, now: datetime) -> None:
    """The case has ended: what was collected goes by its rule, letters go with the case file.

    Letters and packages of a decision that was never released go with the next purge.
    """
    until = retention_until(RetentionCode.COLLECTED_DATA, start=jst_date(now))
    _set_dates(_collected_files(case), until, now)
    if case.released_at is None:
        _set_dates(_letters(case, released=False), jst_date(now), now)
        supersede_packages(case=case, now=now)
    elif case.purge_on is not None:
        _set_dates(_letters(case, released=True), case.purge_on, now)
        _set_dates(_proofs(case), case.purge_on, now)


def keep_case_file_until(*, case: Case, until: date, now: datetime) -> None:
    """Keep a closed case's file and letters at least until `until`: never shorter than before."""
    if case.purge_on is None or case.purge_on >= until:
        return
    case.purge_on = until
    case.save(update_fields=["purge_on"])
    _set_dates(_letters(case, released=True), until, now)


def _collected_files(case: Case) -> Iterable[UUID | None]:
    return CollectedCategory.objects.filter(
        collection__case=case, file__deleted_at__isnull=True, file__purge_on__isnull=True
    ).values_list("file_id", flat=True)


def _proofs(case: Case) -> Iterable[UUID | None]:
    return ActionTask.objects.filter(item__case=case, proof__purge_on__isnull=True).values_list(
        "proof_id", flat=True
    )


def _letters(case: Case, *, released: bool) -> Iterable[UUID | None]:
    rows = Decision.objects.filter(
        collection__case=case, released_at__isnull=not released, letter_ja__isnull=False
    ).values_list("letter_ja_id", "letter_en_id")
    return [file_id for row in rows for file_id in row]


def _set_dates(files: Iterable[UUID | None], purge_on: date, now: datetime) -> None:
    for file_id in list(files):
        if file_id is not None:
            set_purge_date(file_id=file_id, purge_on=purge_on, now=now)

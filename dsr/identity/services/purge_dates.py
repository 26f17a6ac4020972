"""By which day the pictures of identity documents must be gone."""

from datetime import date, datetime, timedelta

from django.db.models import F

from accounts.services.files import set_purge_date
from dsr.identity.models import AuthorityCheck, IdentityCheck, PrincipalNotice
from policies.domain.calendar import jst_date
from policies.enums import RetentionCode
from policies.selectors.rules import retention_until


def bring_deletion_forward(
    *, check: IdentityCheck | AuthorityCheck, decided_on: date, now: datetime
) -> None:
    """Pictures go within a week of the JST date of the decision, however it was reached.

    Source: policies.RetentionRule IDENTITY_IMAGE. An earlier date stays.
    """
    until = retention_until(RetentionCode.IDENTITY_IMAGE, start=decided_on)
    # The rule says how long they may be kept; the job runs once a day, so a day earlier.
    last = until - timedelta(days=1)
    late = check.documents.kept().filter(file__purge_on__gt=last)
    for file_id in late.values_list("file_id", flat=True):
        set_purge_date(file_id=file_id, purge_on=last, now=now)


def date_pictures_of_ended_cases(*, now: datetime) -> None:
    """Nobody decides any more once a request was withdrawn or not accepted: its end counts."""
    for model in (IdentityCheck, AuthorityCheck):
        ended = model.objects.filter(
            case__closed_at__isnull=False,
            documents__removed_at__isnull=True,
            documents__file__deleted_at__isnull=True,
            documents__isnull=False,
        )
        for check in ended.select_related("case").order_by("pk").distinct():
            if check.case.closed_at is not None:
                ended_on = jst_date(check.case.closed_at)
                bring_deletion_forward(check=check, decided_on=ended_on, now=now)


def date_notices_of_ended_cases(*, now: datetime) -> None:
    """The letter to a principal lives as long as the case file, whose last day is known now."""
    ended = PrincipalNotice.objects.filter(
        case__purge_on__isnull=False, letter_ja__deleted_at__isnull=True
    ).exclude(letter_ja__purge_on=F("case__purge_on"), letter_en__purge_on=F("case__purge_on"))
    for notice in ended.select_related("case").order_by("pk"):
        for file_id in (notice.letter_ja_id, notice.letter_en_id):
            if notice.case.purge_on is not None:
                set_purge_date(file_id=file_id, purge_on=notice.case.purge_on, now=now)

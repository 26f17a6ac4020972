"""The end of a case file: its last day has come, its key is destroyed, its ledger stays."""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction

from accounts.domain.actor import system_actor
from accounts.enums import AccessAction
from accounts.models import DataSubject, StoredFile
from accounts.services.access_records import record_access
from accounts.services.data_keys import destroy_data_key
from accounts.services.data_subjects import shred_subject
from accounts.services.files import purge_files, set_purge_date
from consent.models import ConsentState
from dsr.cases.models import Case
from policies.domain.calendar import jst_date
from policies.models import PolicyAcceptance

SHREDDER = "dsr_cases.shred_cases"
Keeper = Callable[[Case], bool]
_KEEPERS: dict[str, Keeper] = {}


class UnableToShredCase(Exception):
    """The case file stays.

    `code`: OPEN, NOT_YET, SHREDDED, or what the floor above that still needs the file is called.
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


def keep_case_file_while(code: str, needed: Keeper) -> None:
    """Let no case file go while `needed(case)` holds. Called by AppConfig.ready() of floors above.

    The same code again replaces its entry.
    """
    _KEEPERS[code] = needed


def shred_cases(*, now: datetime) -> int:
    """Shred every case file whose last day has come and nobody needs; answers how many.

    Each case is its own transaction. What is still needed is asked for again the next day. The
    bytes of files, unreadable by then, are deleted last: bytes do not come back.
    """
    today = jst_date(now)
    shredded = 0
    for case_id in list(_due(today)):
        try:
            shred_case(case_id=case_id, now=now)
        except UnableToShredCase:
            continue  # named in the console by its date; tomorrow is another day
        shredded += 1
    purge_files(on=today, now=now)
    return shredded


@transaction.atomic
def shred_case(*, case_id: int, now: datetime) -> None:
    """Destroy the key of a case file: all it sealed is unreadable in tables, files and backups.

    Ids, codes, dates and the ledger stay. A data subject of nothing but shredded requests goes with
    the last of them; one for whom a service recorded a yes or no stays the member they are tied to.
    Receipts have keys of their own (dsr.fees).

    Raises UnableToShredCase.
    """
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related("data_key", "subject")
        .get(pk=case_id)
    )
    _check_may_go(case, jst_date(now))
    files = StoredFile.objects.filter(data_key_id=case.data_key_id, deleted_at__isnull=True)
    for file_id in list(files.values_list("pk", flat=True)):
        set_purge_date(file_id=file_id, purge_on=jst_date(now), now=now)
    destroy_data_key(data_key_id=case.data_key_id, now=now)
    record_access(
        subject_id=case.subject_id,
        action=AccessAction.DELETED,
        object_kind="case_file",
        object_reference=case.reference,
        actor=system_actor(SHREDDER),
        now=now,
    )
    living = Case.objects.filter(subject_id=case.subject_id, data_key__destroyed_at__isnull=True)
    subject = DataSubject.objects.select_for_update(of=("self",)).get(pk=case.subject_id)
    if subject.user_id is None and not living.exists() and not _has_spoken(subject):
        shred_subject(subject_id=subject.pk, now=now)


def _has_spoken(subject: DataSubject) -> bool:
    """Whether there is a word of theirs: without its member nobody could find or ask for it."""
    words = ConsentState.objects.filter(subject_id=subject.pk)
    return words.exists() or PolicyAcceptance.objects.filter(subject=subject).exists()


def _check_may_go(case: Case, today: date) -> None:
    if case.data_key.destroyed_at is not None:
        raise UnableToShredCase("It is shredded already.", code="SHREDDED")
    if case.is_open or case.purge_on is None:
        raise UnableToShredCase("The request has not ended.", code="OPEN")
    if case.purge_on > today:
        raise UnableToShredCase("Its last day has not come.", code="NOT_YET")
    for code in sorted(_KEEPERS):
        if _KEEPERS[code](case):
            raise UnableToShredCase("Something still needs the case file.", code=code)


def _due(today: date) -> list[int]:
    rows = Case.objects.filter(
        closed_at__isnull=False, purge_on__lte=today, data_key__destroyed_at__isnull=True
    )
    return list(rows.order_by("purge_on", "pk").values_list("pk", flat=True))

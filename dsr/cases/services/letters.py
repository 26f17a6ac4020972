"""Letters of the case file: drawn in both languages after the event they tell of, kept sealed."""

from datetime import datetime, timedelta

from django.db import transaction
from procrastinate.contrib.django import app as jobs

from accounts.enums import FilePurpose
from accounts.models import StoredFile
from accounts.services.files import set_purge_date, store_file
from dsr.cases.domain.workflow import WRITE_LETTERS
from dsr.cases.letters.words import LANGUAGES, Language
from dsr.cases.models import Case, CaseEvent, CaseLetter
from dsr.cases.selectors.letters import (
    LETTER_STEPS,
    forgotten_cases,
    render_event,
    unwritten_events,
)

PDF = "application/pdf"
FORGOTTEN_AFTER = timedelta(minutes=30)
SOUGHT_FOR = timedelta(days=3)


def write_letters(*, case_id: int, now: datetime) -> int:
    """Write every letter the case still lacks, and say when all of them must be gone.

    Idempotent: each event has one letter. Answers how many were written. A case whose key was
    destroyed gets none. Raises UnableToRenderPdf, VaultUnavailable.
    """
    case = Case.objects.select_related("data_key").get(pk=case_id)
    if case.data_key.destroyed_at is not None:
        return 0
    written = 0
    for event in unwritten_events(case):
        # Drawn before the lock: a request is never kept waiting by a typesetter.
        drawn = {language: render_event(case, event, language=language) for language in LANGUAGES}
        written += _keep(case, event, drawn, now)
    _say_last_day(case_id, now)
    return written


def queue_forgotten_letters(*, now: datetime) -> int:
    """Queue again what has no letter half an hour after its event; answers how many cases."""
    forgotten = forgotten_cases(since=now - SOUGHT_FOR, until=now - FORGOTTEN_AFTER)
    for case_id in forgotten:
        jobs.configure_task(WRITE_LETTERS, allow_unknown=True).defer(case_id=case_id)
    return len(forgotten)


@transaction.atomic
def _keep(case: Case, event: CaseEvent, drawn: dict[Language, bytes], now: datetime) -> bool:
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if CaseLetter.objects.filter(event=event).exists():
        return False
    kind = LETTER_STEPS[event.step]
    files = {
        language: _store(case, f"{case.reference}-{kind.lower()}-{language}.pdf", content, now)
        for language, content in drawn.items()
    }
    CaseLetter.objects.create(
        case=case, event=event, kind=kind, letter_ja=files["ja"], letter_en=files["en"],
        made_at=now,
    )  # fmt: skip
    return True


def _store(case: Case, name: str, content: bytes, now: datetime) -> StoredFile:
    return store_file(
        chunks=[content], data_key=case.data_key, purpose=FilePurpose.LETTER, name=name,
        media_type=PDF, purge_on=case.purge_on, now=now,
    )  # fmt: skip


@transaction.atomic
def _say_last_day(case_id: int, now: datetime) -> None:
    """Letters live as long as the case file, which knows its last day once the case has ended."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    if case.purge_on is None:
        return
    for pair in case.letters.values_list("letter_ja_id", "letter_en_id"):
        for file_id in pair:
            set_purge_date(file_id=file_id, purge_on=case.purge_on, now=now)

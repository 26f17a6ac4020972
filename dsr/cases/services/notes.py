"""Reasons and internal notes: sealed, beside the ledger, never shown outside."""

import uuid
from datetime import datetime

from accounts.domain.actor import Actor
from accounts.gateways.sealing import seal_text
from dsr.cases.enums import NoteKind
from dsr.cases.models import Case, CaseNote


def keep_reason(*, case: Case, text: str, actor: Actor, now: datetime) -> CaseNote:
    """Seal the reason of a step."""
    return _keep(case, NoteKind.REASON, text, actor, now)


def keep_internal_note(*, case: Case, text: str, actor: Actor, now: datetime) -> CaseNote:
    """Seal an internal note."""
    return _keep(case, NoteKind.INTERNAL, text, actor, now)


def _keep(case: Case, kind: NoteKind, text: str, actor: Actor, now: datetime) -> CaseNote:
    note_id = uuid.uuid4()
    sealed = seal_text(case.data_key, text.strip(), context=f"dsr_cases.casenote.text:{note_id}")
    return CaseNote.objects.create(
        id=note_id,
        case=case,
        kind=kind,
        text_sealed=sealed,
        author_id=actor.user_id,
        written_at=now,
    )

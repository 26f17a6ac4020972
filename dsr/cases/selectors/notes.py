"""Reasons and internal notes, opened for staff."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.gateways.sealing import unseal_text
from dsr.cases.enums import NoteKind
from dsr.cases.models import Case, CaseNote


@dataclass(frozen=True)
class OpenedNote:
    """An internal note as staff read it."""

    text: str
    author: str
    written_at: datetime


def note_text(note: CaseNote) -> str:
    """The text of a reason or note. Raises UnableToUnseal once shredded."""
    context = f"dsr_cases.casenote.text:{note.pk}"
    return unseal_text(note.case.data_key, note.text_sealed, context=context)


def internal_notes(case: Case) -> Iterable[OpenedNote]:
    """Internal notes, newest first. Staff only."""
    rows = case.notes.filter(kind=NoteKind.INTERNAL).select_related("author", "case__data_key")
    return [
        OpenedNote(text=note_text(note), author=str(note.author or ""), written_at=note.written_at)
        for note in rows.order_by("-written_at", "-pk")
    ]

"""Reading a draft."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from accounts.gateways.sealing import unseal_json
from dsr.portal.models import Draft

KEPT_FOR = timedelta(days=30)  # since the last change


@dataclass(frozen=True)
class PageAnswers:
    """What is saved for one page; revision 0 means never saved."""

    revision: int = 0
    answers: dict[str, Any] = field(default_factory=dict)


def draft_context(draft_id: UUID) -> str:
    """What binds the sealed answers to their row."""
    return f"dsr_portal.draft.answers:{draft_id}"


def open_draft_of(user_id: int) -> Draft | None:
    """The unfiled draft of a person, or None."""
    return (
        Draft.objects.filter(user_id=user_id, case__isnull=True).select_related("data_key").first()
    )


def pages_of(draft: Draft) -> dict[str, PageAnswers]:
    """Saved answers by page."""
    stored = unseal_json(draft.data_key, draft.answers_sealed, context=draft_context(draft.pk))
    return {page: PageAnswers(row["revision"], row["answers"]) for page, row in stored.items()}


def answers_of(draft: Draft) -> dict[str, Any]:
    """Every saved answer by field name; pages share no field name."""
    return {
        name: value for page in pages_of(draft).values() for name, value in page.answers.items()
    }

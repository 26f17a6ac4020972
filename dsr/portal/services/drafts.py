"""Saving a draft: page by page, nothing typed is lost, nothing overwritten unseen."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.gateways.sealing import seal_json
from accounts.models import User
from accounts.services.data_keys import create_data_key, destroy_data_key
from dsr.portal.enums import Page
from dsr.portal.models import Draft
from dsr.portal.selectors.drafts import (
    KEPT_FOR,
    PageAnswers,
    draft_context,
    open_draft_of,
    pages_of,
)
from dsr.portal.services.parking import drop_parked_pages


class UnableToSavePage(Exception):
    """Not saved; `current` is what is stored, so that the page can show both.

    `code`: STALE (another tab saved other values meanwhile) or FILED (the draft was filed).
    """

    def __init__(self, message: str, *, code: str, current: PageAnswers | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.current = current


@transaction.atomic
def start_draft(*, user: User, now: datetime) -> Draft:
    """The person's open draft, made on first use."""
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    existing = open_draft_of(user.pk)
    if existing is not None:
        return existing
    draft = Draft(user=user, data_key=create_data_key(now=now), created_at=now, updated_at=now)
    draft.answers_sealed = seal_json(draft.data_key, {}, context=draft_context(draft.pk))
    draft.save()
    return draft


@transaction.atomic
def save_page(
    *,
    draft_id: UUID,
    user_id: int,
    page: Page,
    answers: dict[str, Any],
    revision: int,
    now: datetime,
) -> PageAnswers:
    """Save one page. The same answers again (a resent form) change nothing and succeed.

    A field that the page does not ask at the moment, as other answers stand, keeps what was typed.

    Arguments:
        revision: what the form was rendered with (PageAnswers.revision).

    Raises:
        UnableToSavePage: STALE when another tab saved different answers since, FILED.
        Draft.DoesNotExist: not this person's draft.
    """
    draft = Draft.objects.select_for_update(of=("self",)).get(pk=draft_id, user_id=user_id)
    if draft.filed_at is not None:
        raise UnableToSavePage("This request was filed already.", code="FILED")
    pages = pages_of(draft)
    current = pages.get(page, PageAnswers())
    drop_parked_pages(user_id=user_id, pages=[page], now=now)  # undone with the rest if stale
    answers = {**current.answers, **answers}
    if current.revision and current.answers == answers:
        return current
    if current.revision != revision:
        raise UnableToSavePage("Another window saved this page.", code="STALE", current=current)
    saved = PageAnswers(revision + 1, answers)
    pages[page] = saved
    _write(draft, pages, now)
    return saved


def _write(draft: Draft, pages: dict[str, PageAnswers], now: datetime) -> None:
    stored = {
        str(page): {"revision": row.revision, "answers": row.answers} for page, row in pages.items()
    }
    draft.answers_sealed = seal_json(draft.data_key, stored, context=draft_context(draft.pk))
    draft.updated_at = now
    draft.save(update_fields=["answers_sealed", "updated_at"])


@transaction.atomic
def discard_draft(*, draft_id: UUID, user_id: int, now: datetime) -> None:
    """Throw an unfiled draft away for good: its key is destroyed with it.

    Raises Draft.DoesNotExist when it is not this person's or was filed.
    """
    draft = Draft.objects.select_for_update(of=("self",)).get(
        pk=draft_id, user_id=user_id, case__isnull=True
    )
    _throw_away(draft, now)


@transaction.atomic
def discard_stale_drafts(*, now: datetime) -> int:
    """Throw away drafts nobody touched for thirty days. Returns how many."""
    stale = Draft.objects.select_for_update(of=("self",), skip_locked=True).filter(
        case__isnull=True, updated_at__lte=now - KEPT_FOR
    )
    drafts = list(stale)
    for draft in drafts:
        _throw_away(draft, now)
    return len(drafts)


def _throw_away(draft: Draft, now: datetime) -> None:
    data_key_id, user_id = draft.data_key_id, draft.user_id
    draft.delete()
    destroy_data_key(data_key_id=data_key_id, now=now)
    drop_parked_pages(user_id=user_id, pages=Page, now=now)

"""Drafts: saved page by page, nothing overwritten unseen, gone for good when thrown away."""

import uuid
from datetime import timedelta

import pytest

from accounts.models import DataKey
from dsr.portal.enums import Page
from dsr.portal.models import Draft, ParkedPage
from dsr.portal.selectors.drafts import KEPT_FOR, PageAnswers, pages_of
from dsr.portal.services.drafts import (
    UnableToSavePage,
    discard_draft,
    discard_stale_drafts,
    save_page,
    start_draft,
)
from dsr.portal.services.filing import submit_draft
from dsr.portal.services.parking import park_page
from tests.desk import NOW, make_requester, set_up_desk
from tests.dsr.portal.walk import save_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Draft:
    return start_draft(user=make_requester(), now=NOW)


def save(draft: Draft, page: Page, text: str, revision: int) -> PageAnswers:
    return save_page(
        draft_id=draft.pk,
        user_id=draft.user_id,
        page=page,
        answers={"address": text},
        revision=revision,
        now=NOW + timedelta(minutes=1),
    )


def stored(draft: Draft) -> dict[str, PageAnswers]:
    return pages_of(Draft.objects.select_related("data_key").get(pk=draft.pk))


def test_second_start_gives_the_same_draft(draft: Draft) -> None:
    assert start_draft(user=draft.user, now=NOW + timedelta(days=1)) == draft
    assert Draft.objects.count() == 1


def test_saved_answers_are_not_readable_in_the_database(draft: Draft) -> None:
    save(draft, Page.CONTACT, "Shibuya", 0)
    row = Draft.objects.get(pk=draft.pk)
    assert b"Shibuya" not in bytes(row.answers_sealed)


def test_pages_saved_from_two_tabs_are_both_kept(draft: Draft) -> None:
    save(draft, Page.CONTACT, "one", 0)
    save(draft, Page.SCOPE, "two", 0)
    assert stored(draft) == {
        "contact": PageAnswers(1, {"address": "one"}),
        "scope": PageAnswers(1, {"address": "two"}),
    }


def test_same_answers_sent_again_change_nothing(draft: Draft) -> None:
    assert save(draft, Page.CONTACT, "one", 0) == PageAnswers(1, {"address": "one"})
    assert save(draft, Page.CONTACT, "one", 0) == PageAnswers(1, {"address": "one"})


def test_stale_page_is_refused_with_what_is_stored(draft: Draft) -> None:
    save(draft, Page.CONTACT, "one", 0)
    with pytest.raises(UnableToSavePage) as refusal:
        save(draft, Page.CONTACT, "two", 0)
    assert refusal.value.code == "STALE"
    assert refusal.value.current == PageAnswers(1, {"address": "one"})
    assert save(draft, Page.CONTACT, "two", 1) == PageAnswers(2, {"address": "two"})


def test_page_of_a_filed_draft_is_refused() -> None:
    set_up_desk()
    draft = start_draft(user=make_requester(), now=NOW)
    save_all(draft)
    submit_draft(draft_id=draft.pk, user_id=draft.user_id, language="ja", now=NOW)
    with pytest.raises(UnableToSavePage) as refusal:
        save(draft, Page.CONTACT, "late", 1)
    assert refusal.value.code == "FILED"


def test_draft_of_somebody_else_can_be_neither_saved_nor_discarded(draft: Draft) -> None:
    other = make_requester("taro@mail.example")
    with pytest.raises(Draft.DoesNotExist):
        save_page(
            draft_id=draft.pk, user_id=other.pk, page=Page.FEE, answers={}, revision=0, now=NOW
        )
    with pytest.raises(Draft.DoesNotExist):
        discard_draft(draft_id=draft.pk, user_id=other.pk, now=NOW)
    with pytest.raises(Draft.DoesNotExist):
        discard_draft(draft_id=uuid.uuid4(), user_id=draft.user_id, now=NOW)


def test_discarded_draft_is_gone_with_its_key_and_parked_pages(draft: Draft) -> None:
    park_page(user_id=draft.user_id, page=Page.NAME, posted={"family_name": ["a"]}, now=NOW)
    discard_draft(draft_id=draft.pk, user_id=draft.user_id, now=NOW)
    assert (Draft.objects.count(), ParkedPage.objects.count()) == (0, 0)
    assert DataKey.objects.get(pk=draft.data_key_id).destroyed_at == NOW
    assert bytes(DataKey.objects.get(pk=draft.data_key_id).wrapped) == b""


def test_stale_drafts_go_after_thirty_days_and_not_a_moment_before(draft: Draft) -> None:
    assert discard_stale_drafts(now=NOW + KEPT_FOR - timedelta(seconds=1)) == 0
    assert discard_stale_drafts(now=NOW + KEPT_FOR) == 1
    assert Draft.objects.count() == 0
    assert timedelta(days=30) == KEPT_FOR


def test_filed_draft_is_never_stale() -> None:
    set_up_desk()
    draft = start_draft(user=make_requester(), now=NOW)
    save_all(draft)
    submit_draft(draft_id=draft.pk, user_id=draft.user_id, language="ja", now=NOW)
    assert discard_stale_drafts(now=NOW + KEPT_FOR * 2) == 0
    assert Draft.objects.count() == 1

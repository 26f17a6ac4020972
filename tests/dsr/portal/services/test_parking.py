"""Parking: what was typed without a session waits for its owner, sealed, for a day."""

from datetime import timedelta

import pytest

from accounts.models import DataKey
from dsr.portal.enums import Page
from dsr.portal.models import ParkedPage
from dsr.portal.selectors.parking import KEPT_FOR, parked_page
from dsr.portal.services.drafts import UnableToSavePage, save_page, start_draft
from dsr.portal.services.parking import drop_old_parked_pages, park_page
from tests.desk import NOW, make_requester

pytestmark = pytest.mark.django_db
POSTED = {"address": ["渋谷区 𠮷 🗝"], "scope": ["ALL", "USAGE"]}


def test_parked_page_comes_back_as_often_as_it_is_asked_for() -> None:
    user = make_requester()
    park_page(user_id=user.pk, page=Page.CONTACT, posted=POSTED, now=NOW)
    for _ in range(2):
        assert parked_page(user_id=user.pk, page=Page.CONTACT, now=NOW) == POSTED
    assert parked_page(user_id=user.pk, page=Page.NAME, now=NOW) is None


def test_parked_page_is_not_given_to_somebody_else() -> None:
    park_page(user_id=make_requester().pk, page=Page.CONTACT, posted=POSTED, now=NOW)
    other = make_requester("taro@mail.example")
    assert parked_page(user_id=other.pk, page=Page.CONTACT, now=NOW) is None


def test_parked_page_is_sealed_and_the_newest_copy_stays() -> None:
    user = make_requester()
    park_page(user_id=user.pk, page=Page.CONTACT, posted={"address": ["old"]}, now=NOW)
    old = ParkedPage.objects.get()
    park_page(user_id=user.pk, page=Page.CONTACT, posted=POSTED, now=NOW)
    row = ParkedPage.objects.get()
    assert "渋谷区".encode() not in bytes(row.posted_sealed)
    assert parked_page(user_id=user.pk, page=Page.CONTACT, now=NOW) == POSTED
    assert DataKey.objects.get(pk=old.data_key_id).destroyed_at == NOW


def test_parked_page_goes_when_the_page_is_saved() -> None:
    user = make_requester()
    draft = start_draft(user=user, now=NOW)
    park_page(user_id=user.pk, page=Page.CONTACT, posted=POSTED, now=NOW)
    answers = {"address": "saved"}
    save_page(
        draft_id=draft.pk,
        user_id=user.pk,
        page=Page.CONTACT,
        answers=answers,
        revision=0,
        now=NOW,
    )
    assert ParkedPage.objects.count() == 0


def test_parked_page_stays_when_saving_is_refused() -> None:
    user = make_requester()
    draft = start_draft(user=user, now=NOW)

    def save(address: str) -> None:
        save_page(
            draft_id=draft.pk,
            user_id=user.pk,
            page=Page.CONTACT,
            answers={"address": address},
            revision=0,
            now=NOW,
        )

    save("first")
    park_page(user_id=user.pk, page=Page.CONTACT, posted=POSTED, now=NOW)
    with pytest.raises(UnableToSavePage):
        save("second")
    assert parked_page(user_id=user.pk, page=Page.CONTACT, now=NOW) == POSTED


def test_parked_page_is_forgotten_after_a_day() -> None:
    user = make_requester()
    park_page(user_id=user.pk, page=Page.CONTACT, posted=POSTED, now=NOW)
    assert drop_old_parked_pages(now=NOW + KEPT_FOR - timedelta(seconds=1)) == 0
    assert parked_page(user_id=user.pk, page=Page.CONTACT, now=NOW + KEPT_FOR) is None
    assert drop_old_parked_pages(now=NOW + KEPT_FOR) == 1
    assert ParkedPage.objects.count() == 0
    assert timedelta(days=1) == KEPT_FOR

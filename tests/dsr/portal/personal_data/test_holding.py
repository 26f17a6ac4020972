"""What the portal holds is disclosed to whom it is about, and to nobody else."""

import pytest

from accounts.models import DataSubject
from accounts.personal_data.registry import holdings
from dsr.cases.models import Case
from dsr.portal.enums import Page
from dsr.portal.personal_data.holding import HOLDING, collect
from dsr.portal.services.drafts import save_page, start_draft
from dsr.portal.services.parking import park_page
from tests.desk import NOW, file_disclosure, make_requester, set_up_desk

pytestmark = pytest.mark.django_db


def subject_of(email: str) -> DataSubject:
    case: Case = file_disclosure(make_requester(email))
    return case.subject


def test_open_draft_and_parked_page_are_collected() -> None:
    set_up_desk()
    mine, other = subject_of("hanako@mail.example"), subject_of("taro@mail.example")
    for subject, text in ((mine, "mine"), (other, "theirs")):
        user = subject.user
        assert user is not None
        draft = start_draft(user=user, now=NOW)
        save_page(
            draft_id=draft.pk,
            user_id=user.pk,
            page=Page.CONTACT,
            answers={"address": text},
            revision=0,
            now=NOW,
        )
        park_page(user_id=user.pk, page=Page.FEE, posted={"x": [text]}, now=NOW)
    (found,) = collect(mine)
    assert found.records == [
        {
            "begun_at": NOW.isoformat(),
            "answers": {"address": "mine"},
            "page": None,
            "posted": None,
        },
        {"begun_at": NOW.isoformat(), "answers": None, "page": "fee", "posted": {"x": ["mine"]}},
    ]
    assert {name for name, _ja, _en in found.fields} == set(found.records[0])
    assert found.category == "REQUESTS"


def test_person_without_draft_adds_nothing() -> None:
    set_up_desk()
    assert list(collect(subject_of("hanako@mail.example"))) == []


def test_every_model_of_the_portal_is_named() -> None:
    from django.apps import apps

    named = HOLDING.collected_and_erased | set(HOLDING.kept_because) | HOLDING.no_personal_data
    assert named == {model._meta.label for model in apps.get_app_config("dsr_portal").get_models()}
    assert HOLDING in holdings()

"""What is typed survives a lost session and an old token, for its owner alone."""

import re

import pytest
from django.core import signing
from django.test import Client

from accounts.models import User
from dsr.portal.enums import Page
from dsr.portal.models import Draft, ParkedPage
from dsr.portal.selectors.drafts import answers_of
from dsr.portal.views.parking import OWNER_SALT
from tests.desk import make_requester
from tests.dsr.portal.walk import ANSWERS, client_of, hidden, opened, set_up_company

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    set_up_company()
    return make_requester()


def saved(person: User) -> dict[str, object]:
    return answers_of(Draft.objects.get(user=person, case__isnull=True))


def test_text_posted_after_the_session_ran_out_comes_back_to_its_owner(person: User) -> None:
    client = client_of(person)
    data = {**ANSWERS[Page.SCOPE], **opened(client, Page.SCOPE)}
    data |= {"scope": ["USAGE", "DEVICE"], "scope_detail": "打った文字 🗝"}
    client.logout()
    sent = client.post("/request/scope/?change=1", data)
    assert sent["Location"] == "/accounts/login/?next=%2Frequest%2Fscope%2F%3Fchange%3D1"
    client = client_of(person)
    for _ in range(2):  # a reload, or an answer lost on the way, loses nothing
        html = client.get("/request/scope/").content.decode()
        assert "打った文字 🗝</textarea>" in html
        assert re.findall(r'value="([A-Z]+)"[^>]*checked', html) == ["USAGE", "DEVICE"]
        assert "入力内容をお預かりしていました" in html
    data |= {name: hidden(html, name) for name in ("owner", "revision")}
    assert client.post("/request/scope/", data).status_code == 302
    assert saved(person)["scope_detail"] == "打った文字 🗝"
    assert ParkedPage.objects.count() == 0


def test_parked_text_is_not_shown_to_the_next_person_at_the_computer(person: User) -> None:
    client = client_of(person)
    data = {**ANSWERS[Page.CONTACT], **opened(client, Page.CONTACT), "address": "secret"}
    client.logout()
    client.post("/request/contact/", data)
    other = client_of(make_requester("taro@mail.example"))
    assert "secret" not in other.get("/request/contact/").content.decode()


@pytest.mark.parametrize("owner", ["", "1", "forged:token:here"])
def test_post_of_a_stranger_parks_nothing(person: User, owner: str) -> None:
    sent = Client().post("/request/contact/", {**ANSWERS[Page.CONTACT], "owner": owner})
    assert sent.status_code == 302
    assert ParkedPage.objects.count() == 0


def test_signed_token_of_another_kind_parks_nothing(person: User) -> None:
    token = signing.dumps([person.pk, "x"], salt="another salt")
    Client().post("/request/contact/", {**ANSWERS[Page.CONTACT], "owner": token})
    assert ParkedPage.objects.count() == 0
    assert OWNER_SALT != "another salt"


def test_csrf_missing_is_refused(person: User) -> None:
    strict = client_of(person, enforce_csrf_checks=True)
    for path in ("/request/name/", "/request/submit/", "/request/discard/"):
        assert strict.post(path, {}).status_code == 403


def test_text_sent_with_an_old_token_is_refused_and_kept(person: User) -> None:
    strict = client_of(person, enforce_csrf_checks=True)
    page = opened(strict, Page.CONTACT)
    data = {**ANSWERS[Page.CONTACT], **page, "address": "before signing in again"}
    refused = strict.post("/request/contact/", data)
    assert refused.status_code == 403
    assert 'href="/request/contact/"' in refused.content.decode()
    assert saved(person) == {}
    assert "before signing in again" in strict.get("/request/contact/").content.decode()


@pytest.mark.parametrize("path", ["/request/contact/", "/request/submit/", "/nothing/"])
def test_foreign_form_is_refused_and_keeps_nothing(person: User, path: str) -> None:
    stranger = client_of(make_requester("taro@mail.example"))
    token = opened(stranger, Page.CONTACT)["owner"]
    strict = client_of(person, enforce_csrf_checks=True)
    for owner in ("", token):
        data = {**ANSWERS[Page.CONTACT], "owner": owner}
        assert strict.post(path, data).status_code in (403, 404)
    assert ParkedPage.objects.count() == 0

"""The wizard's pages: what is typed is kept, whatever happens in between."""

import itertools
import re
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from dsr.cases.models import Case
from dsr.portal.enums import Page
from dsr.portal.models import Draft
from dsr.portal.selectors.drafts import KEPT_FOR, answers_of
from tests.desk import make_requester
from tests.dsr.portal.walk import (
    ANSWERS,
    OF_A_DISCLOSURE,
    answer,
    answer_all,
    client_of,
    file_request,
    hidden,
    opened,
    set_up_company,
)

pytestmark = pytest.mark.django_db
MY_NUMBER = "123456789018"  # a made-up number whose check digit is right
NAUGHTY = [
    "𠮷野家 髙﨑 ﾊﾅｺ が",
    "🗝👩‍👩‍👧‍👦",
    "Robert'); DROP TABLE x;--",
    "{{ 7|add:7 }}{% load x %}",
    "%(name)s %s",
    "\u202egnirts",
    "<b>&amp;",
]


@pytest.fixture
def person() -> User:
    set_up_company()
    return make_requester()


@pytest.fixture
def client(person: User) -> Client:
    return client_of(person)


def saved(person: User) -> dict[str, object]:
    return answers_of(Draft.objects.get(user=person, case__isnull=True))


def test_pages_lead_from_the_first_question_to_the_filed_request(client: Client) -> None:
    assert client.get("/request/")["Location"] == "/request/who/"
    pages = OF_A_DISCLOSURE
    for page, following in itertools.pairwise(pages):
        assert answer(client, page)["Location"] == f"/request/{following.value}/"
        assert client.get("/request/")["Location"] == f"/request/{following.value}/"
    assert answer(client, pages[-1])["Location"] == "/request/check/"
    draft = hidden(client.get("/request/check/").content.decode(), "draft")
    sent = client.post("/request/submit/", {"draft": draft})
    case = Case.objects.get()
    assert sent["Location"] == f"/requests/{case.reference}/submitted/"
    again = client.post("/request/submit/", {"draft": draft})
    assert again["Location"] == sent["Location"]
    assert Case.objects.count() == 1
    assert client.get("/request/check/")["Location"] == "/requests/"


def test_check_and_submit_lead_to_what_is_missing(client: Client) -> None:
    answer(client, Page.REQUESTER)
    assert client.get("/request/check/")["Location"] == "/request/kinds/"
    draft = str(Draft.objects.get().pk)
    assert client.post("/request/submit/", {"draft": draft})["Location"] == "/request/kinds/"


@pytest.mark.parametrize("draft", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_submit_of_no_draft_of_mine_is_not_found(client: Client, draft: str) -> None:
    assert client.post("/request/submit/", {"draft": draft}).status_code == 404


def test_draft_of_somebody_else_is_not_submitted(client: Client) -> None:
    answer_all(client)
    draft = str(Draft.objects.get().pk)
    other = client_of(make_requester("taro@mail.example"))
    assert other.post("/request/submit/", {"draft": draft}).status_code == 404
    assert Case.objects.count() == 0


def test_changing_one_answer_comes_back_to_the_check_page(client: Client, person: User) -> None:
    answer_all(client)
    check = client.get("/request/check/").content.decode()
    assert "/request/contact/?change=1" in check
    data = {**ANSWERS[Page.CONTACT], **opened(client, Page.CONTACT), "phone": "03-9999-9999"}
    changed = client.post("/request/contact/?change=1", data)
    assert changed["Location"] == "/request/check/"
    assert saved(person)["phone"] == "03-9999-9999"


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_text_is_kept_exactly_and_shown_escaped(
    client: Client, person: User, text: str
) -> None:
    answer(client, Page.CONTACT, address=text)
    assert saved(person)["address"] == text
    html = client.get("/request/contact/").content.decode()
    assert html.count("<b>&amp;") == 0
    area = re.search(r'<textarea name="address"[^>]*>\r?\n?(.*?)</textarea>', html, re.DOTALL)
    assert area is not None
    unescaped = area.group(1)
    for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&#x27;", "'"), ("&amp;", "&")):
        unescaped = unescaped.replace(entity, char)
    assert unescaped == text


def test_control_characters_are_dropped_and_the_rest_kept(client: Client, person: User) -> None:
    answer(client, Page.CONTACT, address="渋\x00谷\x07区\r\n見本")
    assert saved(person)["address"] == "渋谷区\n見本"


def test_too_long_text_is_refused_and_given_back(client: Client) -> None:
    refused = answer(client, Page.CONTACT, address="あ" * 201)
    assert refused.status_code == 422
    assert "あ" * 201 in refused.content.decode()
    assert "150" in refused.content.decode()


def test_ten_megabytes_are_refused_and_nothing_saved_is_lost(client: Client, person: User) -> None:
    answer(client, Page.CONTACT)
    refused = answer(client, Page.CONTACT, address="x" * 10 * 1024 * 1024)
    assert refused.status_code in (400, 413)
    assert saved(person)["address"] == ANSWERS[Page.CONTACT]["address"]


def test_my_number_is_refused_and_the_other_answers_come_back(client: Client) -> None:
    refused = answer(client, Page.SCOPE, scope=["USAGE"], scope_detail=f"番号は{MY_NUMBER}です")
    html = refused.content.decode()
    assert refused.status_code == 422
    assert "マイナンバー（個人番号）のようです" in html
    assert re.search(r'value="USAGE"[^>]*checked', html) is not None


@pytest.mark.parametrize(
    ("page", "changes", "words"),
    [
        (Page.REQUESTER, {"asked_by": "x"}, "正しく選択"),
        (Page.NAME, {"family_name": ""}, "姓を入力してください。"),
        (Page.NAME, {"birth_month": "2", "birth_day": "30"}, "存在しない日付です"),
        (Page.CONTACT, {"postal_code": "15000"}, "7桁で入力してください"),
        (Page.MEMBERSHIP, {"registered_email": "x"}, "メールアドレス"),
        (Page.SCOPE, {"scope": []}, "一つ以上選択してください"),
        (
            Page.SCOPE,
            {"period_from": "2026-02-01", "period_to": "2026-01-01"},
            "終わりの日が、始まりの日より前",
        ),
        (Page.DELIVERY, {"formats": []}, "ファイルの形式を一つ以上選択してください"),
        (Page.DELIVERY, {"delivery_method": ""}, "受け取り方法を選択してください"),
        (Page.IDENTITY, {"identity_method": ""}, "方法を一つ選択してください"),
    ],
)
def test_wrong_answer_is_explained_beside_the_question(
    client: Client, page: Page, changes: dict[str, object], words: str
) -> None:
    refused = answer(client, page, **changes)
    assert refused.status_code == 422
    assert words in refused.content.decode()
    assert "error-summary" in refused.content.decode()


def test_future_birth_year_is_refused(client: Client) -> None:
    assert answer(client, Page.NAME, birth_year="2999").status_code == 422


def test_full_width_digits_are_understood(client: Client, person: User) -> None:
    answer(client, Page.CONTACT, postal_code="〒１５０−０００１")
    answer(client, Page.NAME, birth_year="１９９０", birth_month="１２", birth_day="３")
    assert (saved(person)["postal_code"], saved(person)["birth_date"]) == ("150-0001", "1990-12-03")


def test_resent_page_is_saved_once(client: Client, person: User) -> None:
    data = {**ANSWERS[Page.CONTACT], **opened(client, Page.CONTACT)}
    for _ in range(2):
        assert client.post("/request/contact/", data)["Location"] == "/request/membership/"


def test_second_window_keeps_its_text_and_shows_the_first(client: Client, person: User) -> None:
    second = opened(client, Page.CONTACT)
    answer(client, Page.CONTACT, address="first window")
    data = {**ANSWERS[Page.CONTACT], **second, "address": "second window"}
    conflict = client.post("/request/contact/", data)
    html = conflict.content.decode()
    assert conflict.status_code == 409
    assert "first window" in html
    assert "second window</textarea>" in html
    assert saved(person)["address"] == "first window"
    data |= {name: hidden(html, name) for name in ("owner", "revision")}
    assert client.post("/request/contact/", data).status_code == 302
    assert saved(person)["address"] == "second window"


def test_page_of_a_request_sent_elsewhere_starts_nothing_unasked(
    client: Client, person: User
) -> None:
    answer_all(client)
    late = opened(client, Page.CONTACT)
    draft = hidden(client.get("/request/check/").content.decode(), "draft")
    client.post("/request/submit/", {"draft": draft})
    data = {**ANSWERS[Page.CONTACT], **late, "address": "typed too late"}
    told = client.post("/request/contact/", data)
    html = told.content.decode()
    assert told.status_code == 409
    assert "この請求は、すでに送信または削除されています" in html
    assert "typed too late</textarea>" in html
    assert saved(person) == {}
    data |= {name: hidden(html, name) for name in ("owner", "revision")}
    assert client.post("/request/contact/", data).status_code == 302
    assert saved(person)["address"] == "typed too late"


def test_extra_fields_change_nothing(client: Client, person: User) -> None:
    answer(client, Page.CONTACT, family_name="x", user="1", case="1", email="x@x.example")
    assert set(saved(person)) == {"postal_code", "address", "registered_address", "phone"}


def test_unknown_page_is_not_found(client: Client) -> None:
    assert client.get("/request/nothing/").status_code == 404


def test_question_without_a_session_leads_to_sign_in_and_back() -> None:
    for path in ("/request/name/", "/request/", "/request/check/", "/requests/"):
        answered = Client().get(path)
        assert answered["Location"].startswith("/accounts/login/?next=")


def test_discard_asks_first_and_leaves_filed_requests_alone(client: Client) -> None:
    case = file_request(client)
    answer(client, Page.REQUESTER)
    assert client.get("/request/discard/").status_code == 200
    assert client.post("/request/discard/")["Location"] == "/"
    assert Draft.objects.filter(case__isnull=True).count() == 0
    assert Case.objects.get() == case


def test_pages_promise_the_days_drafts_are_kept(client: Client) -> None:
    html = client.get("/request/who/").content.decode()
    assert f"{KEPT_FOR // timedelta(days=1)}日以内であれば" in html


def test_submit_after_the_session_ran_out_leads_back_to_the_check_page(person: User) -> None:
    client = client_of(person)
    answer_all(client)
    draft = hidden(client.get("/request/check/").content.decode(), "draft")
    client.logout()
    sent = client.post("/request/submit/", {"draft": draft})
    assert sent["Location"] == "/accounts/login/?next=/request/submit/"
    client = client_of(person)
    back = client.get("/request/submit/", follow=True)
    assert back.redirect_chain == [("/request/check/", 302)]
    assert hidden(back.content.decode(), "draft") == draft
    assert Case.objects.count() == 0

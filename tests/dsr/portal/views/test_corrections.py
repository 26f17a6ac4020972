"""The correction page: rows come and go without scripts, and nothing typed is lost."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from dsr.portal.enums import Page
from dsr.portal.models import Draft
from dsr.portal.selectors.drafts import answers_of
from tests.desk import make_requester
from tests.dsr.portal.walk import answer, client_of, hidden, opened, set_up_company

pytestmark = pytest.mark.django_db
MY_NUMBER = "123456789018"  # a made-up number whose check digit is right
THREE_ROWS = {
    f"correction_{number}_{part}": f"{part} {number} 𠮷"
    for number in (1, 2, 3)
    for part in ("field", "current", "right")
}


@pytest.fixture
def person() -> User:
    set_up_company()
    return make_requester()


@pytest.fixture
def client(person: User) -> Client:
    return client_of(person)


def saved(person: User) -> dict[str, Any]:
    return answers_of(Draft.objects.get(user=person, case__isnull=True))


def press(client: Client, page: Page, **data: Any) -> Any:
    """Any button of a page's form."""
    return client.post(f"/request/{page.value}/", {**opened(client, page), **data})


def test_correction_rows_are_added_and_taken_out_without_scripts_or_loss(
    client: Client, person: User
) -> None:
    answer(client, Page.KINDS, kinds=["CORRECTION"])
    added = press(client, Page.CORRECTION, **THREE_ROWS, correction_basis="x", add_row="1")
    html = added.content.decode()
    assert added.status_code == 200
    assert html.count('class="correction"') == 4
    assert all(f"{text}" in html for text in THREE_ROWS.values())
    assert "corrections" not in saved(person)
    removed = press(client, Page.CORRECTION, **THREE_ROWS, correction_basis="x", remove_row="2")
    html = removed.content.decode()
    assert (html.count('class="correction"'), "right 2" in html) == (2, False)
    rows = {name: text for name, text in THREE_ROWS.items() if "_2_" not in name}
    assert press(client, Page.CORRECTION, **rows, correction_basis="x").status_code == 302
    assert saved(person)["corrections"] == [
        {"field": f"field {n} 𠮷", "current": f"current {n} 𠮷", "right": f"right {n} 𠮷"}
        for n in (1, 3)
    ]


def test_correction_stops_at_twenty_rows(client: Client) -> None:
    answer(client, Page.KINDS, kinds=["CORRECTION"])
    rows = {f"correction_{number}_field": "x" for number in range(1, 30)}
    html = press(client, Page.CORRECTION, **rows, add_row="1").content.decode()
    assert (html.count('class="correction"'), 'name="add_row"' in html) == (20, False)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "訂正する内容を入力してください"),
        ({"correction_1_right": "x"}, "どの項目かを入力してください"),
        ({"correction_1_field": "住所"}, "正しい内容、または削除する内容"),
        ({"correction_2_field": "x", "correction_2_right": MY_NUMBER}, "マイナンバー"),
        ({"correction_1_field": "x", "correction_1_right": "長" * 501}, "500"),
        ({"correction_1_field": "x", "correction_1_current": "x", "correction_basis": MY_NUMBER},
         "マイナンバー"),
    ],
)  # fmt: skip
def test_correction_that_cannot_be_understood_is_explained(
    client: Client, typed: dict[str, str], words: str
) -> None:
    answer(client, Page.KINDS, kinds=["CORRECTION"])
    refused = press(client, Page.CORRECTION, **typed)
    assert refused.status_code == 422
    assert words in refused.content.decode()


def test_addition_and_deletion_are_corrections(client: Client) -> None:
    rows = {
        "correction_1_field": "旧姓", "correction_1_right": "見本",
        "correction_2_field": "電話番号", "correction_2_current": "03-0000-0000",
        "correction_3_field": "",
    }  # fmt: skip
    answer(client, Page.KINDS, kinds=["CORRECTION"])
    assert press(client, Page.CORRECTION, **rows).status_code == 302
    html = client.get("/request/correction/").content.decode()
    assert html.count('class="correction"') == 2
    while (left := client.get("/request/")["Location"]) != "/request/check/":
        answer(client, Page(left.split("/")[2]), **{
            name: value for name, value in {"kinds": ["CORRECTION"]}.items()
            if left == "/request/kinds/"
        })  # fmt: skip
    check = client.get("/request/check/").content.decode()
    assert "現在：（登録なし）" in check
    assert "正しい内容：（削除）" in check


def test_correction_typed_without_a_session_comes_back_with_the_row_that_was_added(
    person: User,
) -> None:
    client = client_of(person)
    answer(client, Page.KINDS, kinds=["CORRECTION"])
    typed = {**THREE_ROWS, **opened(client, Page.CORRECTION), "add_row": "1"}
    client.logout()
    assert client.post("/request/correction/", typed).status_code == 302
    html = client_of(person).get("/request/correction/").content.decode()
    assert html.count('class="correction"') == 4
    assert "right 3 𠮷" in html


def test_two_windows_on_a_correction_keep_both_texts(client: Client, person: User) -> None:
    answer(client, Page.KINDS, kinds=["CORRECTION"])
    second = opened(client, Page.CORRECTION)
    answer(client, Page.CORRECTION, correction_1_right="first window")
    data = {**THREE_ROWS, "correction_basis": "second window", **second}
    conflict = client.post("/request/correction/", data)
    html = conflict.content.decode()
    assert conflict.status_code == 409
    assert "first window" in html
    assert "right 3 𠮷" in html
    assert saved(person)["corrections"][0]["right"] == "first window"
    data |= {name: hidden(html, name) for name in ("owner", "revision")}
    assert client.post("/request/correction/", data).status_code == 302
    assert len(saved(person)["corrections"]) == 3

"""The hosted page, without a browser: every way through it and every way it ends."""

import pytest
from django.test import Client

from config.stripe_sandbox.enums import CardOutcome
from config.stripe_sandbox.models import SandboxObject
from config.stripe_sandbox.services.payments import pay_by_card
from tests.config.stripe_sandbox.stripe_over_http import call, now, session_form

PRACTICE = {"name": "練習 花子", "email": "renshu@example.com"}


def page_of(base: str, **changes: str) -> str:
    form = session_form(**changes)
    return str(call(base, "POST", "/v1/checkout/sessions", data=form).json()["id"])


def address(session_id: str, rest: str = "") -> str:
    return f"/sandbox/stripe/pay/{session_id}/{rest}"


def body_of(session_id: str) -> dict[str, object]:
    body: dict[str, object] = SandboxObject.objects.get(stripe_id=session_id).body
    return body


def test_page_speaks_the_language_of_the_session_not_of_the_browser(
    sandbox: str, client: Client
) -> None:
    ja, en = page_of(sandbox, locale="ja"), page_of(sandbox, locale="en")
    for session_id, language, banner in [
        (ja, "ja", "これは練習用の決済画面です。実際の支払いは発生しません。"),
        (en, "en", "This is a practice payment page. No real payment is made."),
    ]:
        html = client.get(address(session_id), headers={"Accept-Language": "fr"}).content.decode()
        assert f'<html lang="{language}">' in html
        assert banner in html
    auto = page_of(sandbox, locale="auto")
    html = client.get(address(auto), headers={"Accept-Language": "en"}).content.decode()
    assert '<html lang="en">' in html


def test_page_that_pays_goes_to_the_success_address_with_the_session(
    sandbox: str, client: Client
) -> None:
    page = page_of(sandbox)
    answer = client.post(address(page), {"method": "PAYS", **PRACTICE})
    assert (answer.status_code, answer["Location"]) == (302, f"https://example.com/ok?s={page}")
    assert body_of(page)["payment_status"] == "paid"


@pytest.mark.parametrize(
    ("method", "words"),
    [
        ("DECLINED", "カード会社が支払いを承認しませんでした"),
        ("INSUFFICIENT_FUNDS", "カードの残高が不足しています"),
    ],
)
def test_page_with_a_declined_card_says_why_and_stays_open(
    sandbox: str, client: Client, method: str, words: str
) -> None:
    page = page_of(sandbox)
    answer = client.post(address(page), {"method": method, **PRACTICE})
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert body_of(page)["status"] == "open"


def test_page_with_konbini_shows_numbers_and_lets_the_shop_be_played(
    sandbox: str, client: Client
) -> None:
    page = page_of(sandbox)
    answer = client.post(address(page), {"method": "KONBINI", **PRACTICE})
    assert answer["Location"] == address(page, "voucher/")
    html = client.get(address(page, "voucher/")).content.decode()
    assert html.count('<li class="store">') == 4
    assert f"https://example.com/ok?s={page}" in html
    assert (body_of(page)["status"], body_of(page)["payment_status"]) == ("complete", "unpaid")
    settled = client.post(address(page, "voucher/"), {"action": "settle"}, follow=True)
    assert "店頭でのお支払いを確認しました。" in settled.content.decode()
    assert body_of(page)["payment_status"] == "paid"
    again = client.post(address(page, "voucher/"), {"action": "lapse"}, follow=True)
    assert "店頭でのお支払いを確認しました。" in again.content.decode()


def test_page_with_konbini_that_lapses_says_nothing_was_paid(sandbox: str, client: Client) -> None:
    page = page_of(sandbox)
    client.post(address(page), {"method": "KONBINI", **PRACTICE})
    lapsed = client.post(address(page, "voucher/"), {"action": "lapse"}, follow=True)
    assert "お支払い番号の期限が切れました。" in lapsed.content.decode()
    assert body_of(page)["payment_status"] == "unpaid"


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"method": ""}, "お支払い方法を選んでください。"),
        ({"method": "GOLD"}, "GOLD"),
        ({"name": ""}, "お名前を入力してください。"),
        ({"email": "x"}, "メールアドレスは、renshu@example.com のように入力してください。"),
    ],
)
def test_page_names_what_is_missing_and_keeps_what_was_typed(
    sandbox: str, client: Client, typed: dict[str, str], complaint: str
) -> None:
    page = page_of(sandbox)
    answer = client.post(address(page), {"method": "PAYS", **PRACTICE, **typed})
    html = answer.content.decode()
    assert complaint in html
    assert 'role="alert"' in html
    assert body_of(page)["status"] == "open"


def test_page_offers_only_the_methods_of_its_session(sandbox: str, client: Client) -> None:
    page = page_of(sandbox, **{"allowed_payment_method_types[1]": "-"})
    assert 'value="KONBINI"' not in client.get(address(page)).content.decode()
    answer = client.post(address(page), {"method": "KONBINI", **PRACTICE})
    assert answer.status_code == 200
    assert body_of(page)["status"] == "open"


def test_page_once_used_or_closed_says_so_and_leads_back(sandbox: str, client: Client) -> None:
    paid, closed = page_of(sandbox), page_of(sandbox)
    pay_by_card(session_id=paid, outcome=CardOutcome.PAYS, now=now())
    call(sandbox, "POST", f"/v1/checkout/sessions/{closed}/expire")
    html = client.get(address(paid)).content.decode()
    assert "お支払いは完了しています" in html
    assert f"https://example.com/ok?s={paid}" in html
    html = client.get(address(closed)).content.decode()
    assert "この支払い画面は終了しました" in html
    assert "https://example.com/back" in html
    client.post(address(paid), {"method": "PAYS", **PRACTICE})
    assert SandboxObject.objects.filter(kind="charge").count() == 1


@pytest.mark.parametrize("rest", ["", "voucher/"])
def test_page_of_an_unknown_session_is_404(sandbox: str, client: Client, rest: str) -> None:
    assert client.get(address("cs_test_none", rest)).status_code == 404


def test_voucher_before_one_was_issued_is_404(sandbox: str, client: Client) -> None:
    page = page_of(sandbox)
    assert client.get(address(page, "voucher/")).status_code == 404
    pay_by_card(session_id=page, outcome=CardOutcome.DECLINED, now=now())
    assert client.get(address(page, "voucher/")).status_code == 404


def test_page_demands_a_csrf_token(sandbox: str) -> None:
    page = page_of(sandbox)
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address(page), {"method": "PAYS", **PRACTICE}).status_code == 403
    assert body_of(page)["status"] == "open"


def test_page_escapes_what_the_session_says(sandbox: str, client: Client) -> None:
    name = "line_items[0][price_data][product_data][name]"
    page = page_of(sandbox, **{name: "<script>alert(1)</script>𠮷野家"})
    html = client.get(address(page)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;𠮷野家" in html
    assert "<script" not in html

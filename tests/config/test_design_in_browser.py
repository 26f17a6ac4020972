"""The design system and the pages of signing in, in a real browser.

Japanese on a phone, English on a desk; axe, the console and the screen's edge on every page.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.utils import timezone

from tests.accounts.mailbox import read_code
from tests.config.visitor import Visitor
from tests.desk import make_staff

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.config.design_urls"),
]
both_languages = pytest.mark.parametrize("language", ["ja", "en"])
PASSWORD = "correct horse battery staple"
SEND = "main form button.button:not(.button--secondary)"

Visit = Callable[..., Visitor]


@pytest.fixture
def visit(browser: Any, live_server: Any) -> Iterator[Visit]:
    """Open a window in a language: visit("ja", java_script_enabled=False)."""
    # Passkeys need a name, not a number, for the site.
    base_url = live_server.url.replace("127.0.0.1", "localhost")
    visitors: list[Visitor] = []

    def open_window(language: str, **options: Any) -> Visitor:
        visitors.append(Visitor(browser, base_url, language, **options))
        return visitors[-1]

    yield open_window
    for visitor in visitors:
        visitor.close()


def sign_in(visitor: Visitor, address: str = "hanako@mail.example") -> None:
    visitor.page.goto("/accounts/login/?next=/accounts/2fa/")
    visitor.page.fill("[name=login]", address)
    visitor.press(SEND)
    visitor.page.fill("[name=code]", read_code(timezone.now()))
    visitor.press(SEND)


def app_number(visitor: Visitor) -> str:
    """What an authenticator app would show for the key on the page."""
    secret = visitor.page.locator(".secret").text_content().strip()
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


@both_languages
def test_style_guide_is_without_fault(visit: Visit, language: str) -> None:
    visitor = visit(language)
    visitor.look("/demo/styleguide/", name="styleguide")
    visitor.page.set_viewport_size({"width": 320, "height": 640})  # WCAG 1.4.10
    assert visitor.sideways() == 0


@both_languages
@pytest.mark.parametrize("status", [400, 403, 404, 429, 500])
def test_failure_pages_are_without_fault(visit: Visit, language: str, status: int) -> None:
    visit(language).look(f"/fail/{status}/", name=f"failure-{status}")


def test_style_guide_works_without_scripts(visit: Visit) -> None:
    visitor = visit("ja", java_script_enabled=False)
    visitor.page.goto("/demo/styleguide/")
    assert visitor.page.locator("#id_remarks_count").inner_text() == "400文字まで"
    visitor.page.click("#disclosure ~ div details:nth-of-type(2) summary")
    assert visitor.page.get_by_text("代理人であることを示す書類").is_visible()


def test_counter_counts_as_the_server_will(visit: Visit) -> None:
    visitor = visit("ja")
    visitor.page.goto("/demo/styleguide/")
    visitor.page.fill("#id_remarks", "𠮷\n野")  # one character, a line break sent as two, one
    assert visitor.page.locator("#id_remarks_count").inner_text() == "あと396文字入力できます"
    visitor.page.fill("#id_remarks", "あ" * 403)
    assert visitor.page.locator("#id_remarks_count").inner_text() == "3文字超えています"


@both_languages
def test_way_in_by_code_is_without_fault(visit: Visit, language: str) -> None:
    visitor = visit(language)
    visitor.look("/accounts/login/?next=/accounts/2fa/", name="login")
    visitor.page.fill("[name=login]", "nobody")
    visitor.press(SEND)
    visitor.look(name="login-error")
    assert visitor.page.evaluate("document.activeElement.className").endswith("error-summary")
    visitor.page.click(".error-summary a")
    assert visitor.page.evaluate("document.activeElement.name") == "login"
    visitor.page.fill("[name=login]", "hanako@mail.example")
    visitor.press(SEND)
    visitor.look(name="code")
    code = read_code(timezone.now())
    visitor.page.fill("[name=code]", f"{(int(code) + 1) % 1_000_000:06d}")
    visitor.press(SEND)
    visitor.look(name="code-error")
    visitor.page.fill("[name=code]", code)
    visitor.press(SEND)
    visitor.look(name="security")
    visitor.page.click(".account-menu summary")
    visitor.look(name="menu")
    visitor.page.keyboard.press("Escape")
    assert visitor.page.locator(".account-menu__panel").is_hidden()
    visitor.look("/accounts/logout/", name="logout")
    visitor.press(SEND)
    assert visitor.page.locator(".account-menu").count() == 0


@both_languages
def test_passkey_from_adding_to_removing_is_without_fault(visit: Visit, language: str) -> None:
    visitor = visit(language)
    visitor.add_passkey_device()
    sign_in(visitor)
    visitor.look("/accounts/2fa/webauthn/add/", name="passkey-add")
    visitor.page.check("[name=passwordless]")
    visitor.press("#mfa_webauthn_add")
    visitor.look("/accounts/2fa/recovery-codes/", name="passkey-again")
    _confirm_with_passkey(visitor)
    visitor.look(name="recovery-codes")
    assert visitor.page.locator(".codes li").count() == 10
    visitor.look("/accounts/2fa/recovery-codes/generate/", name="recovery-codes-generate")
    visitor.look("/accounts/2fa/webauthn/", name="passkeys")
    edit, remove = visitor.page.locator("main .panel a").all()
    addresses = [link.get_attribute("href") for link in (edit, remove)]
    visitor.look(addresses[0], name="passkey-rename")
    visitor.page.fill("[name=name]", "iPhone")
    visitor.press(SEND)
    assert visitor.page.locator(".panel__title").inner_text() == "iPhone"

    visitor.page.goto("/accounts/logout/")
    visitor.press(SEND)
    visitor.page.goto("/accounts/login/?next=/accounts/2fa/")
    visitor.press("#passkey_login")
    visitor.look("/accounts/2fa/", name="security-with-passkey")

    visitor.page.goto(addresses[1])
    _confirm_with_passkey(visitor)
    visitor.look(name="passkey-remove")
    visitor.press(SEND)
    assert visitor.page.locator(".empty").count() == 1


def _confirm_with_passkey(visitor: Visitor) -> None:
    query = visitor.page.url.partition("?")[2]
    visitor.look(f"/accounts/2fa/webauthn/reauthenticate/?{query}", name="passkey-confirm")
    visitor.press("#mfa_webauthn_reauthenticate")


def test_refused_passkey_is_told_in_the_page(visit: Visit) -> None:
    visitor = visit("ja")
    visitor.add_passkey_device(verifies=False)
    sign_in(visitor)
    visitor.page.goto("/accounts/2fa/webauthn/add/")
    visitor.page.check("[name=passwordless]")
    visitor.page.click("#mfa_webauthn_add")
    visitor.page.get_by_text("パスキーを使えませんでした。").wait_for()
    visitor.look(name="passkey-refused")


def test_browser_without_scripts_is_told_and_offered_the_code(visit: Visit) -> None:
    visitor = visit("ja", java_script_enabled=False)
    sign_in(visitor)
    visitor.page.goto("/accounts/2fa/webauthn/add/")
    assert visitor.page.locator("[data-passkey-missing]").is_visible()
    assert visitor.page.locator("[data-passkey-block]").is_hidden()


@both_languages
def test_authenticator_app_and_staff_sign_in_are_without_fault(visit: Visit, language: str) -> None:
    staff = make_staff("manager")
    staff.set_password(PASSWORD)
    staff.save()
    visitor = visit(language)
    visitor.look("/accounts/staff/login/?next=/accounts/2fa/", name="staff-login")
    _type_password(visitor, staff.email)
    visitor.look("/accounts/staff/second-factor/", name="staff-second-factor")
    visitor.look("/accounts/password/change/", name="password-change")
    visitor.look("/accounts/2fa/totp/activate/", name="password-again")
    visitor.page.fill("[name=password]", PASSWORD)
    visitor.press(SEND)
    visitor.look(name="app-set-up")
    assert visitor.page.locator("svg.qr path").bounding_box()["width"] > 150
    visitor.page.fill("[name=code]", "not it")
    visitor.press(SEND)
    visitor.page.click("details.disclosure summary")
    visitor.look(name="app-set-up-error")
    visitor.page.fill("[name=code]", app_number(visitor))
    visitor.press(SEND)
    visitor.look("/accounts/2fa/reauthenticate/?next=/accounts/2fa/", name="app-again")

    visitor.page.goto("/accounts/logout/")
    visitor.press(SEND)
    visitor.page.goto("/accounts/staff/login/?next=/accounts/2fa/")
    _type_password(visitor, staff.email)
    visitor.look(name="second-step")
    visitor.page.fill("[name=code]", "000000")
    visitor.press(SEND)
    visitor.look(name="second-step-error")


def _type_password(visitor: Visitor, address: str) -> None:
    visitor.page.fill("[name=login]", address)
    visitor.page.fill("[name=password]", PASSWORD)
    visitor.press(SEND)


def test_second_tap_sends_nothing_twice(visit: Visit) -> None:
    visitor = visit("ja")
    visitor.page.goto("/accounts/login/")
    sent: list[str] = []
    visitor.page.route("**/accounts/login/", lambda route: sent.append(route.request.method))
    visitor.page.fill("[name=login]", "hanako@mail.example")
    # Tapped by script: the tool's own click waits for the answer that never comes.
    status = visitor.page.evaluate(
        """selector => new Promise(told => {
          const tap = () => document.querySelector(selector).click();
          tap();
          setTimeout(tap, 200);
          setTimeout(tap, 400);
          setTimeout(() => told(document.querySelector("main form .form-status").textContent), 600);
        })""",
        SEND,
    )
    assert status == "送信しています。しばらくお待ちください。"
    assert sent == ["POST"]


def test_keyboard_skips_the_header_and_sees_where_it_is(visit: Visit) -> None:
    visitor = visit("en")
    visitor.page.goto("/demo/styleguide/")
    visitor.page.keyboard.press("Tab")
    style = "getComputedStyle(document.activeElement)"
    assert visitor.page.evaluate("document.activeElement.className") == "skip-link"
    assert visitor.page.evaluate(f"{style}.outlineWidth") == "4px"
    assert visitor.page.evaluate(f"{style}.outlineColor") == "rgb(0, 0, 0)"
    assert "rgb(255, 212, 61)" in visitor.page.evaluate(f"{style}.boxShadow")
    visitor.page.keyboard.press("Enter")
    assert visitor.page.evaluate("document.activeElement.id") == "main"


@both_languages
def test_language_button_changes_the_page_in_place(visit: Visit, language: str) -> None:
    visitor = visit(language)
    visitor.page.goto("/demo/styleguide/?page=1")
    visitor.press("button[name=language]")
    other = {"ja": "en", "en": "ja"}[language]
    assert visitor.page.url.endswith("/demo/styleguide/?page=1")
    assert visitor.page.locator("html").get_attribute("lang") == other


def test_paper_leaves_the_machinery_out(visit: Visit) -> None:
    visitor = visit("ja")
    visitor.page.goto("/demo/styleguide/")
    visitor.page.emulate_media(media="print")
    hidden = [".site-header__actions", ".breadcrumbs", ".button", ".summary__action"]
    assert [name for name in hidden if visitor.page.locator(name).first.is_visible()] == []
    assert visitor.page.locator(".summary dt").first.is_visible()

"""The hosted page and the console as a person meets them: phone and desktop, ja and en."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from config.stripe_sandbox.enums import CardOutcome
from config.stripe_sandbox.services.disputes import open_dispute
from config.stripe_sandbox.services.payments import issue_voucher, pay_by_card, settle_voucher
from config.stripe_sandbox.services.refunds import refund_payment
from tests.config.axe import violations
from tests.config.stripe_sandbox.stripe_over_http import call, now, session_form

VIEWS = {"phone": {"width": 375, "height": 740}, "desktop": {"width": 1280, "height": 900}}


class Visitor:
    """A page that remembers everything the browser complained about."""

    def __init__(self, page: Any, language: str, shots: Path) -> None:
        self.page = page
        self.language = language
        self.shots = shots
        self.complaints: list[str] = []
        page.on("console", lambda message: self._note(message.type, message.text))
        page.on("pageerror", lambda error: self._note("error", str(error)))

    def _note(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(text)

    def press(self, selector: str) -> None:
        """Click what leads to another page, and wait for it."""
        with self.page.expect_navigation():
            self.page.click(selector)

    def must_be_sound(self, name: str) -> None:
        """No axe violation, no CSP or other complaint, nothing wider than the window."""
        self.page.screenshot(path=str(self.shots / f"{name}.png"), full_page=True)
        assert violations(self.page) == []
        assert self.complaints == []
        too_wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert self.page.evaluate(too_wide) is False


@pytest.fixture(params=[("phone", "ja"), ("desktop", "en")], ids=["phone-ja", "desktop-en"])
def visitor(request: pytest.FixtureRequest, browser: Any, tmp_path: Path) -> Iterator[Visitor]:
    view, language = request.param
    context = browser.new_context(
        viewport=VIEWS[view],
        locale="ja-JP" if language == "ja" else "en-US",
        java_script_enabled=True,  # axe needs it; the pages carry none
    )
    yield Visitor(context.new_page(), language, tmp_path)
    context.close()


def page_of(base: str, language: str, **changes: str) -> tuple[str, str]:
    """Id and address of a new page whose ends are addresses of the same server."""
    home = base.removesuffix("/sandbox/stripe")
    form = session_form(
        locale=language,
        success_url=f"{home}/healthz?s={{CHECKOUT_SESSION_ID}}",
        cancel_url=f"{home}/healthz?back",
        **changes,
    )
    made = call(base, "POST", "/v1/checkout/sessions", data=form).json()
    return made["id"], made["url"]


def test_person_pays_by_card_after_a_decline_with_the_keyboard(
    sandbox: str, visitor: Visitor
) -> None:
    session_id, url = page_of(sandbox, visitor.language)
    page = visitor.page
    page.goto(url)
    visitor.must_be_sound("payment")
    page.locator("input[name=method]").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    visitor.must_be_sound("declined")
    page.locator("input[value=PAYS]").check()
    page.locator("main form button").click()
    page.wait_for_url(f"**/healthz?s={session_id}")


def test_person_gets_a_number_pays_at_the_shop_and_sees_it(sandbox: str, visitor: Visitor) -> None:
    _, url = page_of(sandbox, visitor.language)
    page = visitor.page
    page.goto(url)
    page.locator("input[value=KONBINI]").check()
    page.locator("main form button").click()
    page.wait_for_url("**/voucher/")
    visitor.must_be_sound("voucher")
    visitor.press("button[value=settle]")
    visitor.must_be_sound("settled")


def test_person_sees_errors_and_closed_pages(sandbox: str, visitor: Visitor) -> None:
    session_id, url = page_of(sandbox, visitor.language)
    page = visitor.page
    page.goto(url)
    page.locator("input[name=email]").fill("x")
    page.locator("main form button").click()
    page.wait_for_selector("[role=alert]")
    visitor.must_be_sound("errors")
    target = page.locator("[role=alert] a").get_attribute("href")
    assert page.locator(f"input{target}").get_attribute("name") == "email"
    pay_by_card(session_id=session_id, outcome=CardOutcome.PAYS, now=now())
    page.goto(url)
    visitor.must_be_sound("completed")
    other, other_url = page_of(sandbox, visitor.language)
    call(sandbox, "POST", f"/v1/checkout/sessions/{other}/expire")
    page.goto(other_url)
    visitor.must_be_sound("closed")


def test_person_plays_the_bank_on_the_console(sandbox: str, visitor: Visitor) -> None:
    first, _ = page_of(sandbox, "ja")
    second, _ = page_of(sandbox, "ja")
    third, _ = page_of(sandbox, "ja")
    page_of(sandbox, "ja")
    charge = pay_by_card(session_id=first, outcome=CardOutcome.PAYS, now=now())
    open_dispute(payment_intent_id=charge.body["payment_intent"], now=now())
    issue_voucher(session_id=second, now=now())
    issue_voucher(session_id=third, now=now())
    charge = settle_voucher(session_id=third, now=now())
    refund_payment(payment_intent_id=charge.body["payment_intent"], amount=400, now=now())
    page = visitor.page
    page.goto(f"{sandbox}/")
    visitor.must_be_sound("console")
    page.locator("main button").first.click()
    page.wait_for_selector("[role=status], [role=alert]")
    visitor.must_be_sound("console-done")

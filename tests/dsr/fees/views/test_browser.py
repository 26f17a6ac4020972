"""The fee pages as a person meets them: phone in Japanese, desktop in English, the whole way."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from dsr.fees.models import Fee
from tests.accounts.console import open_console
from tests.config.stripe_sandbox.views.test_browser import VIEWS, Visitor
from tests.dsr.fees.paying import SETTLED, owe, stands, work

pytestmark = pytest.mark.usefixtures("till")


@pytest.fixture(params=[("phone", "ja"), ("desktop", "en")], ids=["phone-ja", "desktop-en"])
def visitor(request: pytest.FixtureRequest, browser: Any, tmp_path: Path) -> Iterator[Visitor]:
    view, language = request.param
    locale = "ja-JP" if language == "ja" else "en-US"
    context = browser.new_context(viewport=VIEWS[view], locale=locale)
    yield Visitor(context.new_page(), language, tmp_path)
    context.close()


def sign_in(visitor: Visitor, client: Client, till: str) -> None:
    """Give the browser a session that the sign-in pages would give."""
    cookies = [
        {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": till},
        {"name": "django_language", "value": visitor.language, "url": till},
    ]
    visitor.page.context.add_cookies(cookies)


def press_pay(page: Page) -> None:
    page.locator("main form[data-once] button").click()
    page.wait_for_url("**/sandbox/stripe/**")


def arrive(visitor: Visitor, till: str) -> Fee:
    fee = owe(addressee="窓口 花子")
    client = Client()
    client.force_login(fee.case.requester)
    sign_in(visitor, client, till)
    visitor.page.goto(f"{till}/requests/{fee.case.reference}/fee/")
    return fee


def test_person_pays_by_card_and_gets_the_receipt(visitor: Visitor, till: str) -> None:
    fee = arrive(visitor, till)
    page = visitor.page
    visitor.must_be_sound("fee-due")
    page.locator("main summary").click()
    visitor.must_be_sound("fee-rule-open")
    press_pay(page)
    page.locator("input[value=PAYS]").check()
    page.locator("main form button").click()
    page.wait_for_url(f"**/requests/{fee.case.reference}/fee/")
    visitor.must_be_sound("fee-paid")
    assert stands(fee) == SETTLED
    visitor.press(f'a[href="/requests/{fee.case.reference}/receipt/"]')
    visitor.must_be_sound("receipt")
    page.locator("input[name=addressee]").fill("")
    page.locator("main form button").click()
    page.wait_for_selector("[role=alert]")
    visitor.complaints = [c for c in visitor.complaints if "422" not in c]
    visitor.must_be_sound("receipt-error")
    page.locator("input[name=addressee]").fill("窓口 花子")
    with page.expect_download() as download:
        page.locator("main form button").click()
    assert download.value.suggested_filename.startswith("R-")


def test_person_takes_a_voucher_and_pays_at_the_store(visitor: Visitor, till: str) -> None:
    fee = arrive(visitor, till)
    page = visitor.page
    press_pay(page)
    page.locator("input[value=KONBINI]").check()
    page.locator("main form button").click()
    page.wait_for_url("**/voucher/")
    attempt = fee.attempts.get()
    page.goto(f"{till}/fees/return/{attempt.pk}/?session_id={attempt.session_id}")
    visitor.must_be_sound("fee-pending")
    visitor.press("main .actions a")
    visitor.press("button[value=settle]")
    page.goto(f"{till}/fees/return/{attempt.pk}/?session_id={attempt.session_id}")
    visitor.must_be_sound("fee-paid-at-store")
    assert stands(fee) == SETTLED


def test_finance_reads_and_refunds_by_the_page(visitor: Visitor, till: str) -> None:
    from tests.dsr.fees.paying import paid_fee

    owe()
    fee = paid_fee()
    client = Client()
    open_console(client, "finance")
    sign_in(visitor, client, till)
    page = visitor.page
    page.goto(f"{till}/console/dsr_fees/fee/")
    visitor.must_be_sound("console-list")
    page.goto(f"{till}/console/dsr_fees/fee/{fee.reference}/change/")
    visitor.must_be_sound("console-fee")
    visitor.press('a[href$="/step/refund/"]')
    visitor.must_be_sound("console-refund")
    page.locator("input[name=amount]").fill("1000")
    page.locator("textarea[name=reason]").fill("申出による")
    page.locator("form[action$='/step/refund/'] button[type=submit]").click()
    page.wait_for_url("**/change/")
    work()
    page.reload()
    visitor.must_be_sound("console-refunded")
    fee.refresh_from_db()
    assert fee.status == "REFUNDED"

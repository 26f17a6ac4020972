"""The preference centre as people meet it: phone in Japanese, desktop in English, keyboard only."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from consent.models import ConsentEvent
from tests.config.stripe_sandbox.views.test_browser import VIEWS, Visitor
from tests.consent.people import make_item, make_subject
from tests.dsr.identity.people import fresh_client
from tests.dsr.portal.walk import set_up_company

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=[("phone", "ja"), ("desktop", "en")], ids=["phone-ja", "desktop-en"])
def visitor(request: pytest.FixtureRequest, browser: Any, tmp_path: Path) -> Iterator[Visitor]:
    view, language = request.param
    locale = "ja-JP" if language == "ja" else "en-US"
    context = browser.new_context(viewport=VIEWS[view], locale=locale)
    yield Visitor(context.new_page(), language, tmp_path)
    context.close()


def test_person_agrees_takes_it_back_and_leaves_with_the_keyboard(
    visitor: Visitor, live_server: Any
) -> None:
    set_up_company()
    make_item()
    make_item("PARTNER", prerequisite=True)
    client = fresh_client(User.objects.get(data_subject=make_subject()))
    visitor.page.context.add_cookies([
        {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url},
        {"name": "django_language", "value": visitor.language, "url": live_server.url},
    ])  # fmt: skip
    page = visitor.page
    page.goto(f"{live_server.url}/preferences/")
    visitor.must_be_sound("preferences")
    page.locator('form[action$="/LOCATION/give/"] button').focus()
    page.keyboard.press("Enter")
    page.wait_for_selector('form[action$="/LOCATION/withdraw/"]')
    page.locator('form[action$="/PARTNER/give/"] button').press("Enter")
    page.wait_for_selector('form[action$="/PARTNER/give/"]', state="detached")
    visitor.must_be_sound("preferences-on")
    page.locator('form[action$="/LOCATION/withdraw/"] button').press("Enter")
    page.wait_for_selector('form[action$="/LOCATION/give/"]')
    page.locator('main a[href="/preferences/history/"]').press("Enter")
    page.wait_for_url("**/preferences/history/")
    visitor.must_be_sound("preferences-history")
    page.locator('main a[href="/preferences/receipts/2/"]').press("Enter")
    page.wait_for_url("**/preferences/receipts/2/")
    visitor.must_be_sound("receipt")
    page.goto(f"{live_server.url}/preferences/")
    page.locator('main .card a[href="/leaving/"]').press("Enter")
    page.wait_for_url("**/leaving/")
    visitor.must_be_sound("leaving")
    page.locator("main button").press("Enter")
    page.wait_for_selector(".error-summary")
    visitor.complaints.clear()  # chromium remarks on the status 422
    visitor.must_be_sound("leaving-refused")
    page.locator("#id_family_name").fill("窓口")
    page.locator("#id_given_name").fill("花子")
    page.locator("#id_understood").press("Space")
    page.locator("main button").press("Enter")
    page.wait_for_url("**/submitted/")
    actions = ConsentEvent.objects.order_by("sequence").values_list("item__code", "action")
    assert list(actions) == [
        ("LOCATION", "GIVEN"), ("PARTNER", "GIVEN"), ("LOCATION", "WITHDRAWN"),
        ("PARTNER", "WITHDRAWN"),
    ]  # fmt: skip

"""The console and the sign-in pages in a real browser: axe and the content policy find nothing."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import OutboxMessage, User
from policies.models import Closure
from tests.accounts.admin.test_console import failed_mail, make_look
from tests.accounts.console import open_console
from tests.config.axe import violations
from tests.desk import set_up_desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("SHOTS")
SIZES = {"ja": (375, 812), "en": (1280, 900)}


@pytest.fixture(params=["ja", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(browser: Any, live_server: Any, language: str) -> Iterator[Any]:
    """A page that records what the content policy or the browser complains about."""
    width, height = SIZES[language]
    context = browser.new_context(
        viewport={"width": width, "height": height}, base_url=live_server.url
    )
    context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    tab = context.new_page()
    tab.complaints = []
    tab.on("console", lambda said: tab.complaints.append(said.text))
    tab.on("pageerror", lambda error: tab.complaints.append(str(error)))
    yield tab
    context.close()


def look(page: Any, path: str, language: str) -> None:
    """Open a page and let axe and the policy judge it."""
    answer = page.goto(path)
    assert answer.status == 200, path
    assert page.locator("html").get_attribute("lang") == language
    assert violations(page) == [], path
    assert page.complaints == [], path
    too_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert too_wide is False, path
    if SHOTS:
        name = path.strip("/").replace("/", "_").partition("?")[0] or "home"
        page.screenshot(path=str(Path(SHOTS) / f"{name}.{language}.png"), full_page=True)


def sign_in(page: Any, client: Client, live_server: Any) -> User:
    user = open_console(client, "auditor", "administrator", "manager")
    User.objects.filter(pk=user.pk).update(display_name="窓口 太郎")
    page.context.add_cookies(
        [
            {
                "name": "sessionid",
                "value": client.cookies["sessionid"].value,
                "url": live_server.url,
            }
        ]
    )
    return user


def test_sign_in_pages_are_clean(page: Any, language: str) -> None:
    cache.clear()
    set_up_desk()
    look(page, reverse("account_staff_login"), language)
    look(page, reverse("account_login"), language)
    page.get_by_role("textbox").fill("hanako@mail.example")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/accounts/login/code/")
    look(page, reverse("account_confirm_login_code"), language)


def test_console_pages_are_clean(
    page: Any, client: Client, live_server: Any, language: str
) -> None:
    set_up_desk()
    user = sign_in(page, client, live_server)
    message: OutboxMessage = failed_mail()
    for number in range(60):
        make_look(number)
    Closure.objects.create(on="2026-08-14", reason="夏季休業")
    for path in (
        "/console/",
        reverse("admin:accounts_accessrecord_changelist"),
        reverse("admin:accounts_outboxmessage_changelist"),
        reverse("admin:accounts_outboxmessage_change", args=[message.pk]),
        reverse("admin:accounts_outboxmessage_step", args=[message.pk, "resend"]),
        reverse("admin:accounts_user_changelist"),
        reverse("admin:accounts_user_change", args=[user.pk]),
        reverse("admin:accounts_user_add_staff"),
        reverse("admin:accounts_storedfile_changelist"),
        reverse("admin:policies_organisation_change", args=[1]),
        reverse("admin:policies_feeschedulerow_changelist"),
        reverse("admin:policies_feeschedulerow_add"),
        reverse("admin:policies_closure_changelist"),
        reverse("admin:consent_consentitem_changelist"),
    ):
        look(page, path, language)

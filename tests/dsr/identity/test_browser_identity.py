"""Identity pages and the review page in a real browser: axe and the content policy find nothing."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from dsr.cases.models import Case
from dsr.identity.enums import IdentityMethod
from tests.accounts.console import open_console
from tests.config.axe import violations
from tests.desk import NOW, set_up_desk, staff_actor
from tests.dsr.identity.people import checked_case, directory, fresh_client
from tests.dsr.identity.representatives import (
    MANDATE,
    agent_seen,
    both_upload,
    represented_case,
    show,
    shown_case,
)
from tests.dsr.identity.representatives import judge as confirm
from tests.dsr.identity.review import DIFFERENT, decide, upload, waiting_case

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("SHOTS")
SIZES = {"ja": (375, 812), "en": (1280, 900)}


@pytest.fixture(autouse=True)
def desk() -> None:
    cache.clear()
    set_up_desk()


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


def enter(page: Any, client: Client, live_server: Any) -> None:
    value = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])


def judge(page: Any, language: str, name: str) -> None:
    """Let axe and the policy judge the page as it stands."""
    assert page.locator("html").get_attribute("lang") == language
    assert violations(page) == [], name
    assert page.complaints == [], name
    assert page.evaluate("document.documentElement.scrollWidth > innerWidth") is False, name
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.{language}.png"), full_page=True)


def look(page: Any, path: str, language: str, name: str) -> None:
    answer = page.goto(path)
    assert answer.status == 200, path
    judge(page, language, name)


def entered(page: Any, live_server: Any, case: Case) -> str:
    """Sign the requester in; the address of their identity page."""
    client = fresh_client(case.requester)
    enter(page, client, live_server)
    return f"/requests/{case.reference}/identity/"


def test_code_pages_are_clean(page: Any, live_server: Any, language: str) -> None:
    with directory({}):
        case, _check, _user = checked_case()
        base = entered(page, live_server, case)
        look(page, base, language, "code")
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url("**/?sent=1")
        judge(page, language, "code_sent")


def test_document_pages_are_clean(page: Any, live_server: Any, language: str) -> None:
    case, _check, _user = checked_case(IdentityMethod.DOCUMENT)
    base = entered(page, live_server, case)
    look(page, f"{base}documents/", language, "documents")
    upload(case)
    look(page, f"{base}documents/", language, "documents_one")
    page.locator("main form[data-once] button[type=submit]").first.click()
    page.wait_for_url(f"**/requests/{case.reference}/")
    look(page, f"{base}documents/", language, "documents_waiting")
    decide(case, staff_actor("reviewer"), verified=False, reason="写真が不鮮明です")
    look(page, f"{base}documents/", language, "documents_failed")


def test_done_page_is_clean(page: Any, live_server: Any, language: str) -> None:
    case = waiting_case()
    decide(case, staff_actor("reviewer"))
    look(page, entered(page, live_server, case), language, "done")


def test_review_pages_are_clean(page: Any, client: Client, live_server: Any, language: str) -> None:
    with directory({"address": "東京都千代田区旧町1丁目1番1号"}):
        case = waiting_case(claims={"registered_address": "東京都千代田区旧町1丁目1番1号"})
        second = waiting_case(email="b@mail.example")
        first = staff_actor("reviewer", email="first@milly.example")
        decide(second, first, matches=DIFFERENT, reason="転居届の写しを確認した", now=NOW)
        open_console(client, "reviewer")
        enter(page, client, live_server)
        base = "/console/dsr_identity/identitycheck/"
        look(page, base, language, "list")
        page.locator(f'a[href="{base}{case.reference}/step/decide/"]').click()
        page.wait_for_url("**/step/decide/")
        assert page.evaluate("[...document.images].every(i => i.naturalWidth > 0)")
        judge(page, language, "review")
        page.locator("button.button[type=submit]").last.click()
        page.wait_for_selector("[role=alert]")
        page.complaints.clear()  # chromium reports the 422 itself
        judge(page, language, "review_errors")
        look(page, f"{base}{second.reference}/step/decide/", language, "review_second")
        look(page, f"{base}{second.reference}/change/", language, "change")


def test_representatives_pages_are_clean(page: Any, live_server: Any, language: str) -> None:
    case = represented_case()
    client = fresh_client(case.requester)
    enter(page, client, live_server)
    base = f"/requests/{case.reference}/"
    look(page, f"{base}identity/documents/", language, "documents_of_two")
    look(page, f"{base}authority/", language, "authority")
    page.locator("form[enctype] button[type=submit]").click()
    page.wait_for_selector(".error-summary")
    page.complaints.clear()  # chromium reports the 422 itself
    judge(page, language, "authority_errors")
    show(case)
    look(page, f"{base}authority/", language, "authority_uploaded")
    page.locator(f'form[action="{base}authority/done/"] button').click()
    page.wait_for_url(f"**{base}")
    look(page, f"{base}authority/", language, "authority_waiting")


def test_authority_pages_of_the_console_are_clean(
    page: Any, live_server: Any, client: Client, language: str
) -> None:
    child = shown_case()
    both_upload(child)
    mandated = shown_case(claims=MANDATE, email="b@mail.example")
    both_upload(mandated)
    decide_on(mandated)
    open_console(client, "reviewer")
    enter(page, client, live_server)
    base = "/console/dsr_identity/authoritycheck/"
    look(page, base, language, "authority_list")
    look(page, f"{base}{child.reference}/step/decide/", language, "authority_decide")
    page.locator("button.button[type=submit]").last.click()
    page.wait_for_selector("[role=alert]")
    page.complaints.clear()  # chromium reports the 422 itself
    judge(page, language, "authority_decide_errors")
    look(page, f"{base}{mandated.reference}/change/", language, "authority_change")
    for slug in ("recheck", "write-notice", "record-notice", "rely-on-mandate"):
        look(page, f"{base}{mandated.reference}/step/{slug}/", language, f"authority_{slug}")
    identity = f"/console/dsr_identity/identitycheck/{child.reference}/step/decide/"
    look(page, identity, language, "review_of_two")
    look(page, f"/console/dsr_cases/case/{child.reference}/change/", language, "case_of_two")


def decide_on(case: Case) -> None:
    somebody = staff_actor("reviewer", email="first@milly.example")
    decide(case, somebody, agent=agent_seen())
    confirm(case, somebody)

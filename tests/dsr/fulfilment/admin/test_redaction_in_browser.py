"""Masking in a browser: nothing axe or the content policy objects to; an area drawn by hand."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from dsr.cases.models import Case
from dsr.fulfilment.models import CollectedCategory, Redaction
from dsr.fulfilment.selectors.redactions import redaction_mask
from policies.models import DataCategory
from tests.accounts.gateways.uploads import saved, text_pdf
from tests.config.axe import violations
from tests.dsr.fulfilment.admin.test_collection import BASE, client_of
from tests.dsr.fulfilment.bench import Bench
from tests.dsr.fulfilment.redacting import REASON, masked, part_of, reviewed

pytestmark = pytest.mark.django_db(transaction=True)


def opened(browser: Any, server: Any, client: Client, **view: Any) -> Any:
    context = browser.new_context(**view)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [
            {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server.url},
            {"name": "django_language", "value": view["locale"], "url": server.url},
        ]
    )
    return context.new_page()


def desk() -> tuple[Bench, Case]:
    bench = Bench()
    DataCategory.objects.filter(code__in=["REQUESTS"]).update(excluded_because_ja="なし")
    return bench, reviewed(bench, pdf=saved(text_pdf(2)))


def address(case: Case, part: CollectedCategory) -> str:
    return f"{BASE}{case.reference}/masking/{part.pk}/"


@pytest.mark.parametrize(("language", "width"), [("ja", 375), ("en", 1280)])
def test_both_pages_are_accessible_with_and_without_a_trial(
    browser: Any, live_server: Any, language: str, width: int
) -> None:
    bench, case = desk()
    sheet, document = part_of(case, "PROFILE"), part_of(case, "USAGE")
    masked(bench, sheet, "EMAIL")
    masked(bench, document, "PAGE", page=2)
    staff = client_of(User.objects.get(pk=bench.reviewer.user_id or 0))
    view = {"locale": language, "viewport": {"width": width, "height": 800}}
    page = opened(browser, live_server, staff, **view)
    objections: list[str] = []
    page.on("console", lambda line: objections.append(line.text) if line.type == "error" else None)

    def look(name: str) -> None:
        assert violations(page) == [], name
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, name

    page.goto(f"{live_server.url}{address(case, sheet)}")
    look("records")
    page.fill("#id_words", "山田太郎")
    with page.expect_navigation():
        page.click("button[value=look]")
    assert "隣人の■■■さん" in page.content()
    look("a trial in records")
    page.goto(f"{live_server.url}{address(case, document)}?page=2")
    page.wait_for_load_state("networkidle")
    look("document")
    page.goto(f"{live_server.url}{BASE}{case.reference}/change/")
    look("collection")
    assert objections == []
    page.context.close()


def test_area_drawn_with_the_mouse_is_the_area_that_is_masked(
    browser: Any, live_server: Any
) -> None:
    bench, case = desk()
    staff = client_of(User.objects.get(pk=bench.reviewer.user_id or 0))
    view = {"locale": "ja", "viewport": {"width": 1280, "height": 2400}}
    page = opened(browser, live_server, staff, **view)
    page.goto(f"{live_server.url}{address(case, part_of(case, 'USAGE'))}")
    page.wait_for_load_state("networkidle")
    box = page.locator(".drawable img").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.5)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.1, steps=4)
    page.mouse.up()
    page.fill("#id_reason_ja", REASON)
    with page.expect_navigation():
        page.click("button[value=mask]")
    redaction = Redaction.objects.get()
    x, y, width, height = redaction_mask(redaction)["area"]
    assert (redaction.kind, redaction.page) == ("AREA", 1)
    assert x == pytest.approx(0.25, abs=0.005)
    assert y == pytest.approx(0.1, abs=0.005)
    assert x + width == pytest.approx(0.75, abs=0.005)
    assert y + height == pytest.approx(0.5, abs=0.005)
    page.context.close()

"""The sample service's site: no location without a yes, nothing to others before one."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import DataSubject
from accounts.services.data_subjects import match_member
from config.demo.milly_app.personas import HANAKO
from config.demo.milly_app.transmissions import TRANSMISSIONS
from consent.models import WebChoice
from consent.services.consents import give_consent, withdraw_consent
from policies.services.seeding import seed_external_transmissions, seed_rules
from tests.config.axe import violations
from tests.consent.people import make_item, make_subject

NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
AT = "/demo/service/site/"
PHONE = {"width": 375, "height": 740}
RUNS = {"ja": "スクリプトが動いています", "en": "The script runs."}


@pytest.fixture
def hanako() -> DataSubject:
    make_item()
    subject = make_subject()
    match_member(subject=subject, member_id=str(HANAKO.member_id), now=NOW)
    return subject


@pytest.mark.django_db(transaction=True)
def test_location_is_shown_only_while_the_desk_says_yes(
    hanako: DataSubject, live_server: Any, settings: Any
) -> None:
    def shown() -> bool:
        return 'id="location"' in Client().get(AT, {"nearby": "yes"}).content.decode()

    where: dict[str, Any] = {"language": "ja", "source": "APP", "now": NOW}
    settings.SITE_URL = live_server.url
    assert not shown()
    give_consent(subject_id=hanako.pk, item_code="LOCATION", text_version="1", **where)
    assert shown()
    settings.SITE_URL = "http://127.0.0.1:9"  # nobody answers there
    assert not shown()
    settings.SITE_URL = live_server.url
    withdraw_consent(subject_id=hanako.pk, item_code="LOCATION", **where)
    assert not shown()


def running(page: Any) -> list[str]:
    words = RUNS[page.locator("html").get_attribute("lang")]
    names = ("analytics", "ads", "unknown")
    return [name for name in names if words in page.locator(f"#{name}").text_content()]


def must_be_sound(page: Any, shot: Path) -> None:
    page.screenshot(path=str(shot))
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def device_keeps(page: Any) -> tuple[list[Any], int]:
    return page.context.cookies(), page.evaluate("localStorage.length")


@pytest.mark.django_db(transaction=True)
def test_visitor_chooses_with_the_keyboard_and_changes_their_mind(
    browser: Any, live_server: Any, settings: Any, tmp_path: Path
) -> None:
    cache.clear()
    seed_rules(now=NOW)
    seed_external_transmissions(rows=TRANSMISSIONS)
    settings.SITE_URL = live_server.url
    settings.CONSENT_SNIPPET_ORIGINS = [live_server.url]
    context = browser.new_context(viewport=PHONE, locale="ja-JP")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(f"{sent.method} {sent.url.partition('?')[0]}"))
    page.goto(live_server.url + AT)
    panel = page.locator("section")
    panel.wait_for()
    # Before a choice: nothing is sent, run, kept or ticked, and the buttons are equal.
    assert [line for line in asked if "/static/" not in line] == [
        f"GET {live_server.url}{AT}", f"GET {live_server.url}/snippet/notice.json",
    ]  # fmt: skip
    assert [line for line in asked if line.endswith(("analytics.js", "ads.js"))] == []
    assert (running(page), device_keeps(page)) == ([], ([], 0))
    assert panel.locator("input").count() == 2
    assert panel.locator("input:checked").count() == 0
    looks = panel.locator("button").evaluate_all(
        "all => all.map(b => [b.offsetWidth, b.offsetHeight, getComputedStyle(b).cssText])"
    )
    assert len(looks) == 3
    assert looks[0] == looks[1] == looks[2]
    must_be_sound(page, tmp_path / "panel.png")
    # The keyboard reaches it first: tick the first group, allow what is ticked.
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")  # past the details of what is always on
    assert page.evaluate(
        "document.querySelector('div[lang]').shadowRoot.activeElement.value"
    ) == "ANALYTICS"  # fmt: skip
    page.keyboard.press("Space")
    panel.locator("button", has_text="選んだものだけ許可する").press("Enter")
    page.locator("#analytics", has_text=RUNS["ja"]).wait_for()
    assert running(page) == ["analytics"]
    assert not panel.is_visible()
    assert page.evaluate("document.activeElement.dataset.madoguchiSettings") == ""
    must_be_sound(page, tmp_path / "chosen.png")
    # It is remembered, and taken back in as many steps; what ran is gone.
    page.reload()
    page.locator("#analytics", has_text=RUNS["ja"]).wait_for()
    assert not panel.is_visible()
    asks_again_where_the_yes_does_not_hold(page)
    page.locator("[data-madoguchi-settings]").press("Enter")
    assert panel.locator("input:checked").count() == 1
    with page.expect_navigation():
        panel.locator("button", has_text="すべて許可しない").press("Enter")
    panel.wait_for(state="attached")
    assert running(page) == []
    page.locator("[data-madoguchi-settings]").press("Enter")
    panel.wait_for()
    page.keyboard.press("Escape")
    assert not panel.is_visible()
    assert complaints == []
    assert list(WebChoice.objects.order_by("sequence").values_list("allowed", "language")) == [
        (["ANALYTICS"], "ja"), ([], "ja"),
    ]  # fmt: skip
    assert page.context.cookies() == []
    context.close()
    signals(browser, live_server.url, settings, tmp_path)


def asks_again_where_the_yes_does_not_hold(page: Any) -> None:
    """Given long ago, to other words, or unreadable: nothing runs and the panel stands open."""
    kept = page.evaluate("localStorage['madoguchi.choice']")
    for change in (
        {"at": json.loads(kept)["at"] - 732 * 86_400_000}, {"at": None}, {"version": "0" * 64},
        {"allowed": "ANALYTICS"}, None,
    ):  # fmt: skip
        other = json.dumps({**json.loads(kept), **change} if change else None)
        page.evaluate("text => { localStorage['madoguchi.choice'] = text }", other)
        page.reload()
        page.locator("section").wait_for()
        assert running(page) == [], change
        assert page.locator("section input:checked").count() == 0, change
    page.evaluate("text => { localStorage['madoguchi.choice'] = text }", kept)
    page.reload()
    page.locator("#analytics", has_text=RUNS["ja"]).wait_for()


def signals(browser: Any, base: str, settings: Any, tmp_path: Path) -> None:
    """Global Privacy Control is a no without asking; an unreachable desk and no scripts too."""
    context = browser.new_context(locale="en-US")
    context.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {value: true})"
    )
    page = context.new_page()
    page.goto(base + AT)
    page.locator("section").wait_for(state="attached")
    assert not page.locator("section").is_visible()
    assert (running(page), page.evaluate("localStorage.length")) == ([], 0)
    page.locator("[data-madoguchi-settings]").press("Enter")
    assert "Global Privacy Control" in page.locator("section").inner_text()
    must_be_sound(page, tmp_path / "gpc.png")
    # A yes said with the signal on holds; one said without it does not once the signal is on.
    page.locator("section button", has_text="Allow everything").press("Enter")
    page.locator("#ads", has_text=RUNS["en"]).wait_for()
    page.reload()
    page.locator("#ads", has_text=RUNS["en"]).wait_for()
    said_without = "JSON.stringify({...JSON.parse(localStorage['madoguchi.choice']), gpc: false})"
    page.evaluate(f"localStorage['madoguchi.choice'] = {said_without}")
    page.reload()
    page.locator("section").wait_for(state="attached")
    assert running(page) == []
    assert not page.locator("section").is_visible()
    page.evaluate("localStorage.clear()")
    page.locator("[data-madoguchi-settings]").press("Enter")
    settings.CONSENT_SNIPPET_ORIGINS = []  # the choice cannot be recorded: nothing is allowed
    page.locator("section button", has_text="Allow everything").press("Enter")
    page.locator("[role=status]", has_text="could not be saved").wait_for()
    assert running(page) == []
    page.route("**/snippet/notice.json*", lambda route: route.abort())  # the desk is away
    with page.expect_console_message(lambda said: "nothing is allowed" in said.text):
        page.reload()
    assert (running(page), page.locator("section").count()) == ([], 0)
    context.close()
    context = browser.new_context(java_script_enabled=False, locale="ja-JP")
    page = context.new_page()
    page.goto(base + AT)
    assert "他社へは何も送信されません" in page.locator("noscript").inner_text()
    assert running(page) == []
    with page.expect_navigation():
        page.click("button[name=nearby]")
    assert page.locator("#no-location").count() == 1
    context.close()

"""The snippet on pages it does not know: their policy, their order of scripts, a browser's limits.

No desk is needed: the site, the desk and the scripts of others are answered here.
"""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.staticfiles import finders

SITE, DESK = "https://www.site.example/", "https://desk.example"
EVAL = "'unsafe-eval'"  # the tests wait by it
POLICY = f"default-src 'none'; script-src 'nonce-abc' {DESK} {EVAL}; connect-src {DESK}"
GROUPS = ("ANALYTICS", "ADVERTISING")
NOTICE = {
    "version": "1", "days": 730, "language": "ja", "policy": DESK,
    "words": {"always": "", "details": "", "refuse": "none", "some": "some", "all": "all"},
    "groups": [
        {"code": code, "name": code, "optional": True, "transmissions": [{"code": code.lower()}]}
        for code in GROUPS
    ],
}  # fmt: skip
PAGE = """<!doctype html><html lang="ja"><head><title>site</title>
<script src="https://desk.example/static/consent/snippet.js"></script></head><body>
<script nonce="abc" src="https://www.site.example/slow.js"></script>
<script type="text/plain" nonce="abc" data-madoguchi="analytics" src="/first.js"></script>
<script type="text/plain" nonce="abc" data-madoguchi="analytics" src="/second.js"></script>
<script type="text/plain" nonce="abc" data-madoguchi="advertising">window.inline = true;</script>
</body></html>"""


@dataclass
class Site:
    """A page of the company's site, and what was sent to the desk."""

    page: Any
    status: int = 201
    sent: list[dict[str, Any]] = field(default_factory=list)
    notices: int = 0

    def answer(self, route: Any) -> None:
        """Everything the page asks for."""
        path = route.request.url.removeprefix(SITE).removeprefix(DESK)
        shared = {"Access-Control-Allow-Origin": SITE.rstrip("/")}
        if path == "":
            route.fulfill(
                body=PAGE, content_type="text/html", headers={"Content-Security-Policy": POLICY}
            )
        elif path.endswith("/snippet.js"):
            route.fulfill(path=finders.find("consent/snippet.js"), content_type="text/javascript")
        elif path.startswith("/snippet/notice.json"):
            self.notices += 1
            route.fulfill(body=json.dumps(NOTICE), content_type="application/json", headers=shared)
        elif path == "/snippet/choices/":
            self.sent.append(json.loads(route.request.post_data))
            route.fulfill(status=self.status, body="{}", headers=shared)
        elif path in SCRIPTS:
            route.fulfill(body=SCRIPTS[path], content_type="text/javascript")
        else:
            route.fulfill(status=404)

    def open(self) -> None:
        """Load it, and wait for the snippet."""
        self.page.goto(SITE)
        self.page.locator("section").wait_for(state="attached")

    def press(self, words: str) -> None:
        """One of the three buttons."""
        self.page.locator("section").wait_for(state="attached")
        self.page.evaluate("madoguchi.open()")
        self.page.locator("section button", has_text=words).click()

    def allowed(self) -> Any:
        """What the snippet tells the site."""
        return self.page.evaluate("madoguchi.allowed()")


SCRIPTS = {
    "slow.js": "window.slow = true;",
    "first.js": "window.ran = ['first'];",
    "second.js": "window.ran.push('second');",
}


@pytest.fixture
def site(browser: Any) -> Iterator[Site]:
    context = browser.new_context()
    found = Site(context.new_page())
    context.route("**/*", found.answer)
    yield found
    context.close()


def test_allowed_scripts_run_in_their_order_under_the_sites_own_policy(site: Site) -> None:
    site.open()
    first: list[Any] = []
    site.page.route("**/first.js", lambda route: first.append(route))
    with site.page.expect_response("**/second.js"):
        site.press("all")
    first[0].fulfill(body=SCRIPTS["first.js"], content_type="text/javascript")
    site.page.wait_for_function("window.ran && window.ran.length === 2")
    assert site.page.evaluate("[window.inline, window.ran]") == [True, ["first", "second"]]


def test_page_still_being_read_when_the_desk_answers_misses_no_script(site: Site) -> None:
    site.open()
    site.press("all")
    site.page.wait_for_function("window.inline")
    slow: list[Any] = []
    site.page.route("**/slow.js", lambda route: slow.append(route))
    site.page.goto(SITE, wait_until="commit")
    site.page.wait_for_function("window.madoguchi")
    site.page.evaluate(f"fetch('{DESK}/snippet/notice.json').then(answer => answer.json())")
    slow[0].fulfill(body=SCRIPTS["slow.js"], content_type="text/javascript")
    site.page.wait_for_function("window.inline")


def test_no_holds_where_the_browser_stores_nothing_or_another_page_said_it(site: Site) -> None:
    stores_nothing = "() => { Storage.prototype.setItem = () => { throw new Error('full') } }"
    site.open()
    site.page.evaluate(stores_nothing)
    site.press("all")
    site.page.wait_for_function("window.inline")
    assert site.allowed() == list(GROUPS)  # as long as this page is open
    site.open()
    assert site.allowed() == []
    site.press("all")
    site.page.wait_for_function("window.inline")
    site.page.evaluate(stores_nothing)
    with site.page.expect_navigation():
        site.press("none")
    site.page.locator("section").wait_for(state="attached")
    assert site.allowed() == []
    # Another page of the site takes back what runs on this one: a no here stops it here as well.
    site.press("all")
    site.page.wait_for_function("window.inline")
    elsewhere = Site(site.page.context.new_page())
    elsewhere.open()
    with elsewhere.page.expect_navigation():
        elsewhere.press("none")
    assert site.allowed() == []
    with site.page.expect_navigation():
        site.press("none")
    assert site.page.evaluate("window.inline") is None


def test_choice_is_sent_whatever_was_stored_and_asked_anew_for_other_words(site: Site) -> None:
    site.open()
    site.page.evaluate("localStorage['madoguchi.choice'] = JSON.stringify({id: 5, version: '0'})")
    site.status = 409
    with site.page.expect_navigation():
        site.press("all")
    site.page.locator("section").wait_for()
    uuid.UUID(str(site.sent[0]["id"]))
    # The old words were read past the browser's copy of them: else it would ask with them again.
    assert (site.notices, site.allowed()) == (3, [])

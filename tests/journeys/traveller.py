"""Somebody on a journey: every page they pass is looked at, in their language and width."""

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.config.axe import violations
from tests.config.visitor import Visitor

TELL_OF_CSP = """document.addEventListener('securitypolicyviolation', event =>
  console.error('CSP', event.violatedDirective, event.blockedURI))"""
# What varies in an address between two pages of the same kind.
NAMES_ONE_THING = re.compile(r"DSR-\d{4}-\d{6}|BR-\d{4}-\d{6}|[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
# These look different for every kind of request, so axe looks at each of them for every chapter.
DIFFERS_BY_CHAPTER = re.compile(r"/request/check/|/requests/N/(filed/|answer/)?$|/step/decide/")
CODE_OF_A_MACHINE = re.compile(r"\b[A-Z]+_[A-Z_]+\b|[a-z]\.[a-z]+_[a-z_]+\b")
# Three English words in a row, or what Python says of nothing.
ENGLISH = re.compile(r"\b[A-Za-z]+(?: [a-z]+){2,}|\bNone\b")
# Axe takes a third of a second, so it looks once in a session at every pattern of an address in
# every language. What is cheap (the policy, the console, sideways scroll, language, codes shown to
# people) is looked at on every single page.
_seen_by_axe: set[tuple[str, ...]] = set()


def pattern_of(url: str) -> str:
    """The address with everything that names one thing taken out."""
    return NAMES_ONE_THING.sub("N", urlsplit(url).path)


class Traveller(Visitor):
    """One window. `chapter` says what the journey is about just now."""

    def __init__(self, browser: Any, base_url: str, language: str, **options: Any) -> None:
        super().__init__(browser, base_url, language, **options)
        self.base_url = base_url
        self.window.add_init_script(TELL_OF_CSP)
        self.page.set_default_timeout(30_000)
        self.faults: list[tuple[str, str, Any]] = []
        self.seen: set[str] = set()
        self.chapter = ""

    def see(self) -> None:
        """Note everything wrong with the page; the journey goes on and fails at its end."""
        self.page.wait_for_load_state("load")
        pattern = pattern_of(self.page.url)
        self.seen.add(pattern)
        found = self._cheap_faults()
        looked = (self.language, pattern, self._chapter_of(pattern), str(self._has_errors()))
        if looked not in _seen_by_axe:
            _seen_by_axe.add(looked)
            self._keep_picture(pattern)
            found["axe"] = violations(self.page)
        self.faults += [(self.page.url, what, fault) for what, fault in found.items() if fault]

    def _cheap_faults(self) -> dict[str, Any]:
        language = self.page.locator("html").get_attribute("lang")
        text = self.page.inner_text("main")
        complaints, self.complaints[:] = list(self.complaints), []
        return {
            "browser": complaints,
            "language": language if language != self.language else None,
            "scrolls sideways": self.sideways(),
            "code": CODE_OF_A_MACHINE.findall(text),
            "English": ENGLISH.findall(text) if self.language == "ja" else None,
        }

    def _has_errors(self) -> bool:
        return bool(self.page.locator("[role=alert]").count())

    def _chapter_of(self, pattern: str) -> str:
        return self.chapter if DIFFERS_BY_CHAPTER.search(pattern) else ""

    def _keep_picture(self, pattern: str) -> None:
        """With DESIGN_SHOTS set to a folder, a picture of each page axe looks at is kept there."""
        if folder := os.environ.get("DESIGN_SHOTS"):
            name = pattern.strip("/").replace("/", "_") or "home"
            chapter = self._chapter_of(pattern)
            path = Path(folder) / f"{name}-{chapter}-{self.language}.png"
            self.page.screenshot(path=str(path), full_page=True)

    def go(self, address: str) -> None:
        """Open a page and look at it."""
        self.page.goto(address)
        self.see()

    def press(self, selector: str) -> None:
        """Click what leads on, and look at where it led."""
        super().press(selector)
        self.see()

    def fill(self, **fields: str) -> None:
        """Type into fields by name."""
        for name, value in fields.items():
            self.page.fill(f"[name={name}]", value)

    def tick(self, **choices: str) -> None:
        """Choose by name and value."""
        for name, value in choices.items():
            self.page.check(f"[name={name}][value='{value}']")

    def select(self, **choices: str) -> None:
        """Choose from lists by name and value."""
        for name, value in choices.items():
            self.page.select_option(f"[name={name}]", value)

    def download(self, selector: str) -> bytes:
        """Click what is a file, and read it."""
        with self.page.expect_download() as waiting:
            self.page.click(selector)
        return Path(waiting.value.path()).read_bytes()

    def fetch(self, selector: str) -> bytes:
        """What a link leads to, for files that a browser would show in a window of its own."""
        address = self.page.locator(selector).get_attribute("href")
        answered = self.window.request.get(address)
        assert answered.status == 200, address
        return bytes(answered.body())

    def take_session(self, key: str) -> None:
        """Go on with a session that was begun elsewhere."""
        self.window.add_cookies([{"name": "sessionid", "value": key, "url": self.base_url}])

    def session(self) -> str:
        """The key of the session, for another window."""
        cookies = {cookie["name"]: cookie["value"] for cookie in self.window.cookies()}
        return str(cookies["sessionid"])

    def text(self) -> str:
        """What the page says."""
        return str(self.page.inner_text("main"))

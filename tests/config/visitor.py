"""A visitor with a browser: looks at a page as axe, a phone's screen and the console do."""

import os
from pathlib import Path
from typing import Any

from tests.config.axe import violations

PHONE, DESK = 375, 1280
WIDTHS = {"ja": PHONE, "en": DESK}
SMALLEST_TARGET = 44  # CSS pixels

# Links inside running text and controls under a larger label are exempt (WCAG 2.5.8, "inline").
TARGETS = """() => [...document.querySelectorAll(
  'button, summary, select, textarea, input:not([type=hidden], [type=radio], [type=checkbox]), '
  + '.choice, header a, footer a, nav a, .button, .back-link')]
  .filter(e => e.checkVisibility() && !e.classList.contains('skip-link'))
  .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect().height])"""


class Visitor:
    """One browser window in one language; remembers what the console said."""

    def __init__(self, browser: Any, base_url: str, language: str, **options: Any) -> None:
        self.language = language
        self.window = browser.new_context(
            **{
                "viewport": {"width": WIDTHS[language], "height": 800},
                "locale": {"ja": "ja-JP", "en": "en-US"}[language],
                "base_url": base_url,
                **options,
            }
        )
        self.page = self.window.new_page()
        self.page.set_default_timeout(10_000)
        self.complaints: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message: Any) -> None:
        # The browser itself reports an answer of 4xx or 5xx; those pages are asked for on purpose.
        if message.type in {"error", "warning"} and "the server responded" not in message.text:
            self.complaints.append(message.text)

    def look(self, address: str | None = None, *, name: str = "") -> None:
        """Open `address` (or stay) and fail on any fault a person would meet.

        With DESIGN_SHOTS set to a folder, a picture named `name` is kept there.
        """
        if address is not None:
            self.page.goto(address)
        self.page.wait_for_load_state("load")
        if name and (folder := os.environ.get("DESIGN_SHOTS")):
            picture = Path(folder) / f"{name}-{self.language}.png"
            self.page.screenshot(path=str(picture), full_page=True)
        if faults := {what: found for what, found in self._faults().items() if found}:
            raise AssertionError(f"{self.language} {self.page.url}: {faults}")

    def _faults(self) -> dict[str, Any]:
        """Everything wrong with the page now."""
        language = self.page.locator("html").get_attribute("lang")
        headings = self.page.locator("h1").count()
        return {
            "axe": violations(self.page),
            "language": language if language != self.language else None,
            "main headings": headings if headings != 1 else None,
            "scrolls sideways": self.sideways(),
            "small targets": self.small_targets(),
            "console": self.complaints,
        }

    def sideways(self) -> int:
        """How many pixels the page can be scrolled sideways."""
        root = "document.documentElement"
        return int(self.page.evaluate(f"{root}.scrollWidth - {root}.clientWidth"))

    def small_targets(self) -> list[tuple[str, float]]:
        """What is harder to hit than it should be."""
        found = self.page.evaluate(TARGETS)
        return [(html, height) for html, height in found if height < SMALLEST_TARGET]

    def press(self, selector: str) -> None:
        """Click what leads to another page, and wait for it."""
        with self.page.expect_navigation():
            self.page.click(selector)

    def add_passkey_device(self, *, verifies: bool = True) -> None:
        """Plug in a device that answers by itself; with verifies=False it recognises nobody."""
        device = self.window.new_cdp_session(self.page)
        device.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": verifies,
            "automaticPresenceSimulation": True,
        }
        device.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    def close(self) -> None:
        """Close the window."""
        self.window.close()

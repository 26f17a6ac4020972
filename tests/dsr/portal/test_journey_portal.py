"""The whole filing in a real browser: Japanese on a phone, English on a desk, and without scripts.

Every page is looked at as axe, the console and the screen's edge do (tests/config/visitor.py).
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from tests.accounts.mailbox import read_code
from tests.config.visitor import Visitor
from tests.dsr.portal.walk import set_up_company

pytestmark = pytest.mark.django_db(transaction=True)
both_languages = pytest.mark.parametrize("language", ["ja", "en"])
SEND = "main form button.button:not(.button--secondary)"
ENGLISH = re.compile(r"\b[A-Za-z]+(?: [a-z]+){2,}")  # three English words in a row
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-鿿]{2,}")
TYPED = {
    "who": [],
    "name": [
        ("family_name", "見本"),
        ("given_name", "花子"),
        ("birth_year", "1990"),
        ("birth_month", "4"),
        ("birth_day", "1"),
    ],
    "contact": [("postal_code", "1500001"), ("address", "Mihon 1-2-3")],
    "membership": [("member_id", "M-000042")],
}
CHOSEN = {
    "who": "SELF", "kinds": "DISCLOSURE", "delivery": "DOWNLOAD", "identity": "MEMBER_MATCH",
}  # fmt: skip

Visit = Callable[..., Visitor]


@pytest.fixture
def visit(browser: Any, live_server: Any) -> Iterator[Visit]:
    """Open a window in a language: visit("ja", java_script_enabled=False)."""
    cache.clear()
    set_up_company()
    visitors: list[Visitor] = []

    def open_window(language: str, **options: Any) -> Visitor:
        visitors.append(Visitor(browser, live_server.url, language, **options))
        return visitors[-1]

    yield open_window
    for visitor in visitors:
        visitor.close()


def sign_in(visitor: Visitor) -> None:
    """The code page of the sign-in, as shown after "Make a request"."""
    visitor.page.fill("[name=login]", "hanako@mail.example")
    visitor.press(SEND)
    visitor.page.fill("[name=code]", read_code(timezone.now()))
    visitor.press(SEND)


def look(visitor: Visitor, name: str) -> None:
    """No fault, and one language on the page (names and addresses typed are Latin or CJK)."""
    visitor.look(name=name)
    text = visitor.page.inner_text("main")
    if visitor.language == "ja":
        assert ENGLISH.findall(text) == [], name
    else:
        assert [word for word in JAPANESE.findall(text) if word not in ("見本", "花子")] == [], name


def answer_questions(visitor: Visitor) -> None:
    """Every question, looked at empty, refused where something is required, then answered."""
    page = visitor.page
    for number, slug in enumerate(
        [
            "who",
            "kinds",
            "name",
            "contact",
            "membership",
            "scope",
            "delivery",
            "identity",
            "fee",
            "purpose",
        ]
    ):
        assert page.url.endswith(f"/request/{slug}/")
        look(visitor, f"portal-q{number + 1}-{slug}")
        if slug in ("who", "kinds", "name", "contact", "identity"):
            visitor.press(SEND)
            look(visitor, f"portal-q{number + 1}-{slug}-error")
        if slug in CHOSEN:
            page.check(f"[value={CHOSEN[slug]}]")
        for field, value in TYPED.get(slug, []):
            page.fill(f"[name={field}]", value)
        visitor.press(SEND)


@both_languages
def test_filing_from_front_door_to_withdrawal_is_without_fault(visit: Visit, language: str) -> None:
    visitor = visit(language)
    page = visitor.page
    page.goto("/")
    look(visitor, "portal-home")
    visitor.press("a.button")
    sign_in(visitor)
    answer_questions(visitor)
    look(visitor, "portal-check")
    visitor.press("a[href$='/contact/?change=1'] >> nth=0")
    page.fill("[name=phone]", "03-1111-2222")
    visitor.press(SEND)
    assert page.url.endswith("/request/check/")
    assert "03-1111-2222" in page.inner_text("main")
    visitor.press(SEND)
    look(visitor, "portal-submitted")
    reference = re.search(r"DSR-\d{4}-\d{6}", page.inner_text("main")).group()  # type: ignore[union-attr]
    page.goto("/requests/")
    look(visitor, "portal-list")
    visitor.press(f"a[href='/requests/{reference}/']")
    look(visitor, "portal-request")
    page.fill("[name=text]", "M-000042 ok?")
    visitor.press("main form button.button")
    look(visitor, "portal-request-message")
    page.goto(f"/requests/{reference}/filed/")
    look(visitor, "portal-filed")
    page.goto(f"/requests/{reference}/withdraw/")
    look(visitor, "portal-withdraw")
    visitor.press(SEND)
    look(visitor, "portal-withdrawn")


@both_languages
@pytest.mark.parametrize("name", ["policy", "register", "agents", "accessibility"])
def test_public_page_is_without_fault(visit: Visit, language: str, name: str) -> None:
    visitor = visit(language)
    visitor.page.goto(f"/{name}/")
    look(visitor, f"portal-{name}")


def test_empty_list_and_discarding_are_without_fault(visit: Visit) -> None:
    visitor = visit("ja")
    visitor.page.goto("/requests/")
    sign_in(visitor)
    look(visitor, "portal-list-empty")
    visitor.page.goto("/request/")
    visitor.page.check("[value=SELF]")
    visitor.press(SEND)
    visitor.page.goto("/request/discard/")
    look(visitor, "portal-discard")
    visitor.press(SEND)
    visitor.page.goto("/request/")
    assert visitor.page.url.endswith("/request/who/")


def test_two_windows_on_one_page_show_both_answers(visit: Visit) -> None:
    visitor = visit("ja")
    visitor.page.goto("/request/contact/")
    sign_in(visitor)
    first, second = visitor.page, visitor.window.new_page()
    second.goto(f"{visitor.window.pages[0].url.split('/request/')[0]}/request/contact/")
    for tab, address in ((first, "Mihon 1"), (second, "Mihon 2")):
        tab.fill("[name=postal_code]", "1500001")
        tab.fill("[name=address]", address)
        with tab.expect_navigation():
            tab.click(SEND)
    assert "Mihon 1" in second.inner_text("main dl.summary")
    assert second.input_value("[name=address]") == "Mihon 2"
    visitor.page = second
    look(visitor, "portal-conflict")
    with second.expect_navigation():
        second.click(SEND)
    assert second.url.endswith("/request/membership/")


def test_session_that_ran_out_gives_typed_text_back(visit: Visit) -> None:
    visitor = visit("ja")
    visitor.page.goto("/request/contact/")
    sign_in(visitor)
    visitor.page.fill("[name=address]", "typed before 🗝 𠮷")
    visitor.window.clear_cookies(name="sessionid")
    visitor.press(SEND)
    sign_in(visitor)
    assert visitor.page.url.endswith("/request/contact/")
    assert visitor.page.input_value("[name=address]") == "typed before 🗝 𠮷"
    look(visitor, "portal-restored")


def test_old_token_is_refused_kindly_and_typed_text_kept(visit: Visit) -> None:
    visitor = visit("ja")
    visitor.page.goto("/request/contact/")
    sign_in(visitor)
    visitor.page.fill("[name=address]", "typed before")
    visitor.window.clear_cookies(name="csrftoken")
    visitor.press(SEND)
    look(visitor, "portal-send-again")
    visitor.press("main a.button")
    assert visitor.page.input_value("[name=address]") == "typed before"


def test_page_of_a_deleted_request_says_so_and_keeps_the_text(visit: Visit) -> None:
    visitor = visit("ja")
    visitor.page.goto("/request/contact/")
    sign_in(visitor)
    visitor.page.fill("[name=postal_code]", "1500001")
    visitor.page.fill("[name=address]", "typed before")
    other = visitor.window.new_page()
    other.goto(visitor.page.url.replace("/contact/", "/discard/"))
    with other.expect_navigation():
        other.click(SEND)
    visitor.press(SEND)
    look(visitor, "portal-gone")
    assert visitor.page.input_value("[name=address]") == "typed before"


def test_filing_works_without_scripts(visit: Visit) -> None:
    visitor = visit("ja", java_script_enabled=False)
    visitor.page.goto("/request/")
    sign_in(visitor)
    for slug in ("who", "kinds", "name", "contact", "membership", "scope", "delivery", "identity"):
        choice = CHOSEN.get(slug)
        if choice:
            visitor.page.check(f"[value={choice}]")
        for field, value in TYPED.get(slug, []):
            visitor.page.fill(f"[name={field}]", value)
        visitor.press(SEND)
    visitor.press(SEND)
    visitor.press(SEND)
    visitor.press(SEND)
    assert visitor.page.url.endswith("/submitted/")

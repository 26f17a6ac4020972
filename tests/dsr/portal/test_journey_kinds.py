"""Every kind and every requester filed in a real browser, in both languages, each page looked at.

One browser and one window a language; the kinds are walked one after the other.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache

from dsr.cases.models import Case
from dsr.portal.domain.pages import KINDS
from tests.config.visitor import Visitor
from tests.dsr.portal.test_journey_portal import JAPANESE, SEND, sign_in
from tests.dsr.portal.walk import set_up_company

pytestmark = pytest.mark.django_db(transaction=True)
both_languages = pytest.mark.parametrize("language", ["ja", "en"])
ENGLISH = re.compile(r"\b[A-Za-z]+(?: [a-z]+){2,}")  # three English words in a row
CHOSEN = {
    "membership": [], "scope": [], "purpose": [], "fee": [], "suspension": [], "erasure": [],
    "provision-stop": [], "your-name": [], "name": [], "contact": [], "agent": [],
    "agent-contact": [], "correction": [],
    "suspension-why": ["INTERESTS_AT_RISK"],
    "erasure-why": ["NO_LONGER_NEEDED"],
    "provision-stop-why": ["PROVIDED_WITHOUT_CONSENT"],
    "inquiry": ["QUESTION"],
    "delivery": ["DOWNLOAD"],
    "identity": ["MEMBER_MATCH"],
}  # fmt: skip
TYPED = {
    "name": {"family_name": "Mihon", "given_name": "Hana", "birth_year": "2015",
             "birth_month": "4", "birth_day": "1"},
    "contact": {"postal_code": "1500001", "address": "Mihon 1-2-3"},
    "agent": {"agent_family_name": "Mihon", "agent_given_name": "Jun", "agent_birth_year": "1980",
              "agent_birth_month": "1", "agent_birth_day": "2", "relationship": "mother"},
    "agent-contact": {"agent_postal_code": "1500001", "agent_address": "Mihon 1-2-3"},
    "correction": {"correction_1_field": "Name", "correction_1_current": "Mihon",
                   "correction_1_right": "Mihan"},
    "inquiry": {"inquiry_text": "When?"},
}  # fmt: skip
NEEDS_AN_ANSWER = {
    "agent", "correction", "erasure-why", "suspension-why", "provision-stop-why",
    "inquiry",
}  # fmt: skip
Walk = Callable[..., Case]


@pytest.fixture
def visit(browser: Any, live_server: Any) -> Iterator[Callable[[str], Visitor]]:
    """Open a window in a language."""
    cache.clear()
    set_up_company()
    visitors: list[Visitor] = []

    def open_window(language: str) -> Visitor:
        visitors.append(Visitor(browser, live_server.url, language))
        return visitors[-1]

    yield open_window
    for visitor in visitors:
        visitor.close()


def look(visitor: Visitor, name: str) -> None:
    """No fault, and one language on the page (what is typed here is short and Latin)."""
    visitor.look(name=name)
    text = visitor.page.inner_text("main")
    pattern = ENGLISH if visitor.language == "ja" else JAPANESE
    assert pattern.findall(text) == [], name


def file(
    visitor: Visitor, name: str, kinds: list[str], *, by: str = "SELF", seen: set[str]
) -> Case:
    """From the first question to the filed request; a page not seen before is looked at."""
    page = visitor.page
    page.goto("/request/")
    while not page.url.endswith("/request/check/"):
        slug = page.url.rstrip("/").split("/")[-1]
        _look_once(visitor, f"{name}-{slug}", slug, seen)
        _answer(visitor, slug, kinds, by)
    look(visitor, f"kinds-{name}-check")
    visitor.press(SEND)
    found = re.search(r"DSR-\d{4}-\d{6}", page.inner_text("main"))
    assert found is not None
    page.goto(f"/requests/{found.group()}/")
    look(visitor, f"kinds-{name}-request")
    page.goto(f"/requests/{found.group()}/filed/")
    look(visitor, f"kinds-{name}-filed")
    return Case.objects.get(reference=found.group())


def _look_once(visitor: Visitor, name: str, slug: str, seen: set[str]) -> None:
    if slug in seen:
        return
    seen.add(slug)
    look(visitor, f"kinds-{name}")
    if slug in NEEDS_AN_ANSWER or visitor.page.locator("[name=may_receive]").count():
        visitor.press(SEND)
        look(visitor, f"kinds-{name}-error")


def _answer(visitor: Visitor, slug: str, kinds: list[str], by: str) -> None:
    page = visitor.page
    chosen = {"who": [by], "kinds": kinds, "authority": kinds if by == "MANDATE" else []}
    for value in {**CHOSEN, **chosen}[slug]:
        page.check(f"[value={value}]")
    if slug == "authority" and by == "MANDATE":
        page.check("[name=may_receive][value=yes]")
    for field, text in TYPED.get(slug, {}).items():
        page.fill(f"[name={field}]", text)
    visitor.press(SEND)


@both_languages
def test_pages_of_every_kind_are_looked_at(visit: Callable[[str], Visitor], language: str) -> None:
    """All eight kinds in one filing: each page once, and once with its errors.

    Each kind alone, from the front door to the archive, is tests/journeys/test_kinds.py.
    """
    visitor = visit(language)
    visitor.page.goto("/requests/")
    sign_in(visitor)
    kinds = [str(kind.value) for kind in KINDS]
    assert len(kinds) == 8
    case = file(visitor, "every", kinds, seen=set())
    assert {item.kind for item in case.items.all()} == set(kinds)
    visitor.page.goto("/requests/")
    look(visitor, "kinds-list")


@pytest.mark.parametrize(
    ("language", "bases"),
    [("ja", ["PARENT", "ADULT_GUARDIAN"]), ("en", ["MINOR_GUARDIAN", "MANDATE"])],
)
def test_every_representative_files_and_every_page_is_looked_at(
    visit: Callable[[str], Visitor], language: str, bases: list[str]
) -> None:
    """Two kinds of representative in each language; the parent and the mandated agent of the other
    are in tests/journeys/test_requesters.py."""
    visitor = visit(language)
    visitor.page.goto("/requests/")
    sign_in(visitor)
    for position, by in enumerate(bases):
        seen = {"scope", "purpose", "fee"}
        seen |= {"who", "kinds", "agent", "agent-contact", "name"} if position else set()
        case = file(visitor, by.lower(), ["DISCLOSURE", "ERASURE"], by=by, seen=seen)
        assert case.authority_gate == "OPEN"


def test_rows_of_a_correction_come_and_go_and_enter_continues(
    visit: Callable[[str], Visitor],
) -> None:
    visitor = visit("ja")
    page = visitor.page
    page.goto("/requests/")
    sign_in(visitor)
    page.goto("/request/kinds/")
    page.check("[value=CORRECTION]")
    visitor.press(SEND)
    page.goto("/request/correction/")
    page.fill("[name=correction_1_field]", "one")
    page.fill("[name=correction_1_right]", "1")
    visitor.press("[name=add_row]")
    page.fill("[name=correction_2_field]", "two")
    page.fill("[name=correction_2_right]", "2")
    visitor.press("[name=add_row]")
    look(visitor, "kinds-correction-rows")
    visitor.press("[name=remove_row][value='1']")
    assert page.input_value("[name=correction_1_field]") == "two"
    with page.expect_navigation():
        page.press("[name=correction_1_field]", "Enter")
    assert not page.url.split("#")[0].endswith("/request/correction/")

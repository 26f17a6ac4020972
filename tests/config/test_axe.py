"""The judge of pages finds faults, knows a build of a page again, and no other for it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.config import axe

PAGE = """<!doctype html><html lang="ja"><head><title>窓口</title></head><body><main>
<h1>窓口</h1>{}</main></body></html>"""
LINK = '<p><a href="/requests/DSR-2026-00000{0}/">請求 {0}</a></p>'


@pytest.fixture
def page(browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A window, and a memory of its own."""
    monkeypatch.setattr(axe._Memory, "folder", tmp_path)
    tab = browser.new_page()
    yield tab
    tab.close()


def rules(page: Any, body: str) -> list[str]:
    page.set_content(PAGE.format(body))
    return [rule for rule, _nodes in axe.violations(page)]


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ('<img src="data:,">', "image-alt"),
        ('<p class="pale">pale words</p><style>.pale { color: #ccc }</style>', "color-contrast"),
        ('<label for="there">x</label><input id="missing">', "label"),
        ('<a href="/a"></a>', "link-name"),
    ],
)
def test_fault_is_found_after_the_sound_page_it_resembles(page: Any, fault: str, rule: str) -> None:
    sound = {
        "image-alt": '<img src="data:," alt="x">',
        "color-contrast": '<p class="pale">pale words</p><style>.pale { color: #222 }</style>',
        "label": '<label for="missing">x</label><input id="missing">',
        "link-name": '<a href="/a">x</a>',
    }[rule]
    assert rules(page, sound) == []
    assert rules(page, fault) == [rule]


def test_same_build_with_other_names_and_numbers_is_judged_once(page: Any, tmp_path: Path) -> None:
    assert rules(page, LINK.format(1)) == []
    assert rules(page, LINK.format(2)) == []
    assert len(list(tmp_path.iterdir())) == 1


def test_two_elements_of_one_id_are_another_build(page: Any, tmp_path: Path) -> None:
    rules(page, '<p id="a1">x</p><p id="a2">x</p>')
    rules(page, '<p id="a1">x</p><p id="a1">x</p>')
    assert len(list(tmp_path.iterdir())) == 2

"""The browser the suite drives: found by name, never silently missing in CI."""

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CHROMIUM_NAMES, find_chromium


@pytest.mark.parametrize("name", CHROMIUM_NAMES)
def test_browser_is_found_by_any_of_its_names(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / name
    program.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_chromium() == program


def test_missing_browser_skips_at_home_and_fails_in_ci(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no chromium"):
        find_chromium()
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="CI must have"):
        find_chromium()


def test_browser_draws_a_japanese_page(browser: Any) -> None:
    page = browser.new_page()
    page.set_content("<p lang=ja>窓口</p>")
    assert page.text_content("p") == "窓口"
    page.close()

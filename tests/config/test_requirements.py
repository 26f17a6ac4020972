"""The locks: pinned by hash, without addresses, and each larger set holding the smaller one."""

import re

import pytest

from config.paths import BASE_DIR

PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*(?:\[[^]]*\])?)==([^ ;]+)", re.MULTILINE)
SETS = ("production", "demo", "test")


def _lock(name: str) -> str:
    return (BASE_DIR / "requirements" / f"{name}.txt").read_text()


def _pins(name: str) -> set[tuple[str, str]]:
    return set(PIN.findall(_lock(name)))


@pytest.mark.parametrize("name", SETS)
def test_every_requirement_is_pinned_by_hash(name: str) -> None:
    requirements = re.split(r"\n(?=\S)", _lock(name).strip())
    unhashed = [one.splitlines()[0] for one in requirements if "--hash=sha256:" not in one]
    assert requirements
    assert unhashed == []


@pytest.mark.parametrize("name", SETS)
def test_lock_carries_no_address(name: str) -> None:
    assert re.findall(r"(?m)https?://|file:|^-.*", _lock(name)) == []


@pytest.mark.parametrize(("smaller", "larger"), [("production", "demo"), ("demo", "test")])
def test_larger_set_holds_the_smaller_at_the_same_versions(smaller: str, larger: str) -> None:
    assert _pins(smaller) - _pins(larger) == set()

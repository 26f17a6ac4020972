"""Every scenario of docs/fee-scenarios.md has its tests, by name, and none was taken out."""

import ast
from functools import lru_cache
from pathlib import Path

TESTS = Path(__file__).parent
DOCUMENT = TESTS.parents[2] / "docs" / "fee-scenarios.md"
# Written by hand from the specification: the list that every release must survive.
SCENARIOS = (
    "double click, two tabs",
    "second session paid after the first",
    "retry with other parameters",
    "response lost after execution",
    "key older than 24 hours",
    "500 and 429 on create",
    "time-out on create",
    "amount ×100, other currency",
    "amount with a fraction",
    "fee of another person",
    "test money in live mode",
    "test key in production, live key elsewhere",
    "forged, missing, wrong-secret signature",
    "rotated secret",
    "old and future signature",
    "empty secret",
    "non-UTF-8, non-JSON, list, thin, oversized body",
    "GET",
    "same event many times at once",
    "twin event ids",
    "webhook before the redirect",
    "webhook before our own commit",
    "webhook that never comes",
    "crash after storing",
    "refund before paid",
    "dispute closed before created",
    "dispute lost, then won",
    "expiry of an old attempt after payment",
    "any order, doubled, lost, crashed",
    "completed but unpaid, settles",
    "lapses",
    "both konbini and card paid",
    "refund waiting for an account",
    "partial, then full",
    "over-refund",
    "double approval",
    "refund in Stripe's dashboard",
    "failed refund",
    "refund while disputed",
    "null balance transaction filled later",
    "payout paid, then failed",
    "payout sum mismatch",
    "orphan payment",
    "closed period",
    "unencodable character",
    "double export",
    "JST/UTC month edge (2026-03-31 23:30 JST)",
    "tax 90",
    "refund split sums",
    "T-number check digit",
    "unbalanced entry",
)


def rows() -> dict[str, list[str]]:
    """Scenario and the tests the document names for it."""
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in DOCUMENT.read_text(encoding="utf-8").splitlines()
        if line.startswith("| ") and "`" in line
    ]
    return {name: [test.strip("`") for test in tests.split("<br>")] for name, tests in cells}


@lru_cache
def names_in(path: str) -> frozenset[str]:
    """Names of the test functions of a file."""
    tree = ast.parse((TESTS / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_document_names_every_scenario_and_no_other() -> None:
    assert tuple(rows()) == SCENARIOS


def test_every_scenario_has_tests_that_exist() -> None:
    named = [test.split("::") for tests in rows().values() for test in tests]
    missing = [f"{path}::{name}" for path, name in named if name not in names_in(path)]
    assert missing == []

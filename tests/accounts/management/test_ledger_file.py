"""Rows of a file: by the names in its header, whatever their order, and never shifted."""

import pytest
from django.core.management import CommandError

from accounts.management.ledger_file import rows_of

COLUMNS = ("member_id", "item", "at")


def test_cells_are_found_by_the_header_and_a_missing_one_is_no_value() -> None:
    lines = [
        ["at", "note", "item", "member_id"], ["now", "x", "NEWS", "M-1"], [],
        ["now", "x", "NEWS"], ["now", "", "", "M-2", "more"],
    ]  # fmt: skip
    assert list(rows_of(iter(lines), COLUMNS)) == [
        ("M-1", "NEWS", "now"), ("\0", "NEWS", "now"), ("M-2", "", "now"),
    ]  # fmt: skip


@pytest.mark.parametrize("lines", [[], [["member_id", "item"], ["M-1", "NEWS"]]])
def test_file_without_a_column_is_refused(lines: list[list[str]]) -> None:
    with pytest.raises(CommandError, match="The file lacks: at"):
        list(rows_of(iter(lines), COLUMNS))


def test_file_with_a_column_twice_is_refused() -> None:
    with pytest.raises(CommandError, match="The file has twice: item"):
        list(rows_of(iter([["item", "member_id", "item", "at"]]), COLUMNS))

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.fulfilment.domain.package_cells import (
    cell_text,
    csv_cell,
    csv_line,
    exact_json,
    unguarded,
    visible_text,
)

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (-5, "-5"),
        (35.68, "35.68"),
        ("𠮷", "𠮷"),
        (["a", 1], '["a",1]'),
        ({"名": None}, '{"名":null}'),
    ],
)
def test_cell_text_of_each_kind_of_value(value: object, text: str) -> None:
    assert cell_text(value) == text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "first", ["=", "+", "-", "@", "\t", "\r", "\n", "'", "＝", "＋", "－", "＠"]
)
def test_csv_cell_guards_every_text_that_could_run(first: str) -> None:
    assert csv_cell(f"{first}cmd|' /C calc'!A0") == f"'{first}cmd|' /C calc'!A0"


@pytest.mark.parametrize("value", ["a=1", " =1", "090-1234-5678", "", "ー", "〒"])
def test_csv_cell_leaves_harmless_text_alone(value: str) -> None:
    assert csv_cell(value) == value


def test_csv_cell_leaves_numbers_numbers() -> None:
    assert [csv_cell(value) for value in (-5, -0.5, 7)] == ["-5", "-0.5", "7"]


def test_csv_cell_makes_unseen_characters_visible() -> None:
    assert csv_cell("a\x00b\x1bc\x85d\ud800e") == "a[U+0000]b[U+001B]c[U+0085]d[U+D800]e"


@given(text=st.text())
def test_guard_can_be_undone(text: str) -> None:
    visible = csv_cell(f"x{text}")[1:]  # what remains when nothing is guarded

    assert unguarded(csv_cell(text)) == visible


@given(text=st.text())
def test_csv_cell_can_always_be_written(text: str) -> None:
    assert "\x00" not in csv_cell(text)
    csv_cell(text).encode()


@given(cells=st.lists(st.text(), min_size=1))
def test_csv_line_is_read_back_cell_by_cell(cells: list[str]) -> None:
    line = csv_line(cells)

    assert line.endswith("\r\n")
    assert list(csv.reader(io.StringIO(line, newline=""), strict=True)) == [
        [csv_cell(cell) for cell in cells]
    ]


def test_visible_text_shows_what_turns_the_direction() -> None:
    assert visible_text("a\u202eb\u2066c\x00") == "a[U+202E]b[U+2066]c[U+0000]"
    assert visible_text("שלום 😀\n") == "שלום 😀\n"


@given(value=VALUES)
def test_exact_json_holds_the_value_exactly(value: object) -> None:
    assert json.loads(exact_json(value)) == value  # type: ignore[arg-type]


def test_exact_json_holds_half_a_surrogate_pair() -> None:
    assert exact_json({"a": "\ud800"}) == b'{"a":"\\ud800"}'
    assert exact_json("𠮷") == '"𠮷"'.encode()

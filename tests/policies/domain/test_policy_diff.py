"""The change between two texts, as people read it."""

import pytest

from policies.domain.policy_diff import (
    ADDED,
    CHANGED,
    REMOVED,
    SAME,
    SKIPPED,
    DiffRow,
    Piece,
    Side,
    compare,
)
from policies.domain.policy_lines import HEADING, POINT, ROW, TEXT


def told(row: DiffRow) -> tuple[str, str, str]:
    """A row with its marked words in brackets."""
    return row.kind, words(row.old), words(row.new)


def words(side: Side | None) -> str:
    pieces = side.pieces if side else ()
    return "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in pieces)


def test_changed_words_are_marked_within_their_line() -> None:
    (row,) = compare("手数料は千円です。", "手数料は五百円です。")
    assert row == DiffRow(
        CHANGED,
        Side(TEXT, (Piece("手数料は", False), Piece("千", True), Piece("円です。", False))),
        Side(TEXT, (Piece("手数料は", False), Piece("五百", True), Piece("円です。", False))),
    )


def test_english_is_compared_by_the_word() -> None:
    (row,) = compare("We keep the records for 30 days.", "We store the records for 60 days.")
    assert told(row) == (
        CHANGED,
        "We [keep] the records for [30] days.",
        "We [store] the records for [60] days.",
    )


def test_no_mark_of_markdown_is_shown() -> None:
    old = "## 第1条\n1　**甲**です。\n\n| 何を | 誰に |\n|---|---|\n| 位置 | 乙社 |\n\n- 丙の点\n"
    new = "## 第2条\n1　**甲**です。\n\n| 何を | 誰に |\n|---|---|\n| 位置 | 丁社 |\n\n- 丙の点々\n"
    rows = compare(old, new)
    assert [told(row) for row in rows] == [
        (CHANGED, "第[1]条", "第[2]条"),
        (SAME, "1　甲です。", "1　甲です。"),
        (CHANGED, "何を：位置\n誰に：[乙]社", "何を：位置\n誰に：[丁]社"),
        (CHANGED, "• 丙の点", "• 丙の点[々]"),
    ]
    assert [row.new and (row.new.kind, row.new.depth) for row in rows] == [
        (HEADING, 0), (TEXT, 0), (ROW, 0), (POINT, 1),
    ]  # fmt: skip
    assert rows[1].new == Side(
        TEXT, (Piece("1　", False), Piece("甲", False, strong=True), Piece("です。", False))
    )


@pytest.mark.parametrize(
    ("old", "new", "gone", "come"),
    [
        ("甲は**必ず**消します", "甲は必ず消します", "必ず", "必ず"),
        ("1. 甲を定めます", "2. 甲を定めます", "1", "2"),
        ("[窓口](https://a.example/x)です", "[窓口](https://b.example/x)です", "a", "b"),
    ],
)
def test_change_of_emphasis_number_or_address_alone_is_shown(
    old: str, new: str, gone: str, come: str
) -> None:
    (row,) = compare(old, new)
    assert row.kind == CHANGED
    marked = [
        "".join(p.text for p in side.pieces if p.marked) for side in (row.old, row.new) if side
    ]
    assert [gone in marked[0], come in marked[1]] == [True, True]


def test_line_that_became_a_heading_is_marked_whole() -> None:
    (row,) = compare("お問い合わせ", "## お問い合わせ")
    assert told(row) == (CHANGED, "[お問い合わせ]", "[お問い合わせ]")


def test_new_clause_stands_alone_and_its_neighbours_are_compared_with_themselves() -> None:
    old = "1　位置情報を利用します。\n2　お問い合わせに応じます。"
    new = (
        "1　位置情報を少し利用します。\n2　提携先の名称を公表します。\n3　お問い合わせに応じます。"
    )
    assert [told(row) for row in compare(old, new)] == [
        (CHANGED, "1　位置情報を利用します。", "1　位置情報を[少し]利用します。"),
        (ADDED, "", "[2　提携先の名称を公表します。]"),
        (CHANGED, "[2]　お問い合わせに応じます。", "[3]　お問い合わせに応じます。"),
    ]


def test_far_unchanged_lines_are_counted_not_shown() -> None:
    old = [f"行{number}" for number in range(10)]
    new = [*old[:5], "新しい行", *old[5:9]]
    rows = compare("\n".join(old), "\n\n".join(new))
    assert [(row.kind, row.skipped) for row in rows] == [
        (SKIPPED, 4), (SAME, 0), (ADDED, 0), (SAME, 0), (SKIPPED, 2), (SAME, 0), (REMOVED, 0),
    ]  # fmt: skip


def test_change_is_shown_below_the_heading_of_its_article() -> None:
    lines = [f"{number}　項です。" for number in range(1, 6)]
    old = "\n".join(["## 第1条", *lines, "## 第2条", *lines, "## 第3条", *lines])
    changed = [*lines[:4], "5　改めました。"]
    new = "\n".join(["## 第1条", *lines, "## 第2条", *changed, "## 第3条", *lines])
    assert [(row.kind, row.skipped or told(row)[2]) for row in compare(old, new)] == [
        (SKIPPED, 6), (SAME, "第2条"), (SKIPPED, 3), (SAME, "4　項です。"), (REMOVED, ""),
        (ADDED, "[5　改めました。]"), (SKIPPED, 6),
    ]  # fmt: skip


def test_same_texts_differ_in_nothing() -> None:
    assert [row.kind for row in compare("甲\n乙\n丙\n丁", "甲\n\n乙\n丙 \n丁")] == [SKIPPED]
    assert [row.kind for row in compare("甲", "甲")] == [SKIPPED]
    assert compare("", "") == []


def test_texts_of_a_thousand_equal_lines_are_compared_at_once() -> None:
    """In a second; held against each other one by one they took minutes, for every reader."""
    old, new = ["同じ行です。"] * 1200, ["同じ行です。", "別"] * 1200
    rows = compare("\n\n".join(old), "\n\n".join(new))
    assert sum(row.skipped + (row.old is not None) for row in rows) == len(old)
    assert sum(row.skipped + (row.new is not None) for row in rows) == len(new)
    (row,) = compare("あいうえお" * 200, "あいうえか" * 200)
    assert row.kind == CHANGED

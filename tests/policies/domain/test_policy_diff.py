"""The change between two texts, as people read it."""

from policies.domain.policy_diff import ADDED, CHANGED, REMOVED, SAME, SKIPPED, Piece, compare


def test_changed_words_are_marked_within_their_line() -> None:
    (row,) = compare("手数料は千円です。", "手数料は五百円です。")
    assert (row.kind, row.old, row.new) == (
        CHANGED,
        (Piece("手数料は", False), Piece("千", True), Piece("円です。", False)),
        (Piece("手数料は", False), Piece("五百", True), Piece("円です。", False)),
    )


def test_far_unchanged_lines_are_counted_not_shown() -> None:
    old = [f"行{number}" for number in range(10)]
    new = [*old[:5], "新しい行", *old[5:9]]
    rows = compare("\n".join(old), "\n\n".join(new))
    assert [(row.kind, row.skipped) for row in rows] == [
        (SKIPPED, 4), (SAME, 0), (ADDED, 0), (SAME, 0), (SKIPPED, 2), (SAME, 0), (REMOVED, 0),
    ]  # fmt: skip


def test_same_texts_differ_in_nothing() -> None:
    assert [row.kind for row in compare("甲\n乙\n丙\n丁", "甲\n\n乙\n丙 \n丁")] == [SKIPPED]

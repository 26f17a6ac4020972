"""What changed between two texts, side by side. Pure."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

SAME, CHANGED, REMOVED, ADDED, SKIPPED = "SAME", "CHANGED", "REMOVED", "ADDED", "SKIPPED"
_AROUND = 1  # unchanged lines shown beside a change


@dataclass(frozen=True)
class Piece:
    """Some words of a line; `marked` where the other side has others."""

    text: str
    marked: bool


@dataclass(frozen=True)
class DiffRow:
    """One line of both texts. `skipped` counts the unchanged lines a SKIPPED row stands for."""

    kind: str
    old: tuple[Piece, ...] = ()
    new: tuple[Piece, ...] = ()
    skipped: int = 0


def compare(old: str, new: str) -> list[DiffRow]:
    """The lines that differ, each with a line around it; what lies between is counted."""
    left, right = _lines(old), _lines(new)
    matcher = difflib.SequenceMatcher(a=left, b=right, autojunk=False)
    rows: list[DiffRow] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            rows += _unchanged(left[a:b], first=a == 0, last=b == len(left))
        else:
            rows += _changed(left[a:b], right[c:d])
    return rows


def _unchanged(lines: list[str], *, first: bool, last: bool) -> Iterator[DiffRow]:
    head = 0 if first else _AROUND
    tail = 0 if last else _AROUND
    if len(lines) <= head + tail + 1:
        head, tail = len(lines), 0
    for line in lines[:head]:
        yield _same(line)
    hidden = len(lines) - head - tail
    if hidden:
        yield DiffRow(SKIPPED, skipped=hidden)
    for line in lines[len(lines) - tail :] if tail else []:
        yield _same(line)


def _changed(old: list[str], new: list[str]) -> Iterator[DiffRow]:
    for position in range(max(len(old), len(new))):
        before = old[position] if position < len(old) else None
        after = new[position] if position < len(new) else None
        if before is None:
            yield DiffRow(ADDED, new=(Piece(after or "", marked=True),))
        elif after is None:
            yield DiffRow(REMOVED, old=(Piece(before, marked=True),))
        else:
            yield DiffRow(CHANGED, *_pieces(before, after))


def _pieces(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    old, new = [], []
    for tag, a, b, c, d in difflib.SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if b > a:
            old.append(Piece(before[a:b], marked=tag != "equal"))
        if d > c:
            new.append(Piece(after[c:d], marked=tag != "equal"))
    return tuple(old), tuple(new)


def _same(line: str) -> DiffRow:
    piece = (Piece(line, marked=False),)
    return DiffRow(SAME, piece, piece)


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines() if line.strip()]

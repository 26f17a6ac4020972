"""What changed between two texts, side by side, as people read them. Pure."""

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TypeVar

from policies.domain.policy_lines import HEADING, Line, Run, lines_of

SAME, CHANGED, REMOVED, ADDED, SKIPPED = "SAME", "CHANGED", "REMOVED", "ADDED", "SKIPPED"
_AROUND = 1  # unchanged lines shown beside a change
_ALIKE = 0.4  # from here on two lines are one that was changed
_ISLAND = 2  # so few characters between two changes are no words that stayed
_MOST_PAIRS = 20_000  # of lines that are held against each other
_MOST_MEETINGS = 20_000  # of equal parts
_MOST_STEPS = 1_000_000  # of comparing two lines word by word
_WORD = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9,.'’-]*[A-Za-z0-9])?|\s+|.", re.DOTALL)

P = TypeVar("P", Line, Run)


@dataclass(frozen=True)
class Piece:
    """Some words of a line; `marked` where the other side has others."""

    text: str
    marked: bool
    strong: bool = False


@dataclass(frozen=True)
class Side:
    """A line as it stands in one of the texts; `kind` and `depth` as of Line."""

    kind: str
    pieces: tuple[Piece, ...]
    depth: int = 0


@dataclass(frozen=True)
class DiffRow:
    """One line of both texts. `skipped` counts the unchanged lines a SKIPPED row stands for."""

    kind: str
    old: Side | None = None
    new: Side | None = None
    skipped: int = 0


def compare(old: str, new: str) -> list[DiffRow]:
    """The lines that differ, each with a line around it and the heading it stands below.

    What lies between is counted. A change of emphasis or of a link's address is a change too.
    """
    left, right = lines_of(old), lines_of(new)
    matcher = _matcher(left, right)
    rows: list[DiffRow] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            rows += _unchanged(left[a:b], first=a == 0, last=b == len(left) and d == len(right))
        else:
            rows += _changed(left[a:b], right[c:d])
    return rows


def _unchanged(lines: list[Line], *, first: bool, last: bool) -> Iterator[DiffRow]:
    """Shown: what stands beside a change, and the heading the next one stands below."""
    shown: set[int] = set()
    if not first and lines[0].kind != HEADING:
        shown.update(range(_AROUND))
    if not last:
        shown.update(range(len(lines) - _AROUND, len(lines)))
        headings = [place for place, line in enumerate(lines) if line.kind == HEADING]
        shown.update(headings[-1:])
    for is_shown, group in groupby(range(len(lines)), key=shown.__contains__):
        places = list(group)
        if is_shown or (len(places) == 1 and shown):  # to count a single line saves nothing
            yield from (_same(lines[place]) for place in places)
        else:
            yield DiffRow(SKIPPED, skipped=len(places))


def _changed(old: list[Line], new: list[Line]) -> Iterator[DiffRow]:
    """Lines that are alike beside each other; the others stand alone."""
    a = b = 0
    for i, j in [*_pairs(old, new), (len(old), len(new))]:
        yield from (DiffRow(REMOVED, old=_side(line, marked=True)) for line in old[a:i])
        yield from (DiffRow(ADDED, new=_side(line, marked=True)) for line in new[b:j])
        if i < len(old):
            yield DiffRow(CHANGED, *_sides(old[i], new[j]))
        a, b = i + 1, j + 1


def _pairs(old: list[Line], new: list[Line]) -> list[tuple[int, int]]:
    """Which lines became which: in order, and as alike as can be in all."""
    if len(old) * len(new) > _MOST_PAIRS:
        return [(place, place) for place in range(min(len(old), len(new)))]
    left, right = [_traits(line) for line in old], [_traits(line) for line in new]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            together = _likeness(left[i], right[j])
            paired = best[i + 1][j + 1] + together if together >= _ALIKE else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    found, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            found.append((i, j))
            i, j = i + 1, j + 1
    return found


def _traits(line: Line) -> frozenset[str]:
    words = [word for word in _WORD.findall(line.text) if not word.isspace()]
    return frozenset([*words, *map("".join, pairwise(words))])


def _likeness(left: frozenset[str], right: frozenset[str]) -> float:
    return 2 * len(left & right) / (len(left) + len(right))


def _sides(before: Line, after: Line) -> tuple[Side, Side]:
    old, new = _words(before), _words(after)
    is_other = (before.kind, before.depth) != (after.kind, after.depth)
    if is_other or len(old) * len(new) > _MOST_STEPS:
        return _side(before, marked=True), _side(after, marked=True)
    gone, come = [True] * len(old), [True] * len(new)
    for a, b, size in _kept(old, new):
        gone[a : a + size] = [False] * size
        come[b : b + size] = [False] * size
    return _marked(before, old, gone), _marked(after, new, come)


def _words(line: Line) -> list[Run]:
    """English by the word, Japanese by the character."""
    return [Run(word, run.strong) for run in line.runs for word in _WORD.findall(run.text)]


def _matcher(old: Sequence[P], new: Sequence[P]) -> difflib.SequenceMatcher[P]:
    """By every part; what stands there again and again matches beside other parts only.

    A thousand equal lines would be held against a thousand others, a thousand times over.
    """
    often = Counter(new)
    meetings = sum(often[part] for part in old)
    return difflib.SequenceMatcher(a=old, b=new, autojunk=meetings > _MOST_MEETINGS)


def _kept(old: list[Run], new: list[Run]) -> list[tuple[int, int, int]]:
    """The stretches both have, without crumbs between two changes: those make it hard to read."""
    matcher = _matcher(old, new)
    return [
        (a, b, size)
        for a, b, size in matcher.get_matching_blocks()
        if len("".join(run.text for run in old[a : a + size]).strip()) > _ISLAND
        or (a == 0 and b == 0)
        or (a + size == len(old) and b + size == len(new))
    ]


def _marked(line: Line, words: Sequence[Run], marks: Sequence[bool]) -> Side:
    groups = groupby(zip(words, marks, strict=True), key=lambda pair: (pair[1], pair[0].strong))
    pieces = tuple(
        Piece("".join(run.text for run, _ in group), marked=marked, strong=strong)
        for (marked, strong), group in groups
    )
    return Side(line.kind, pieces, line.depth)


def _side(line: Line, *, marked: bool) -> Side:
    pieces = tuple(Piece(run.text, marked=marked, strong=run.strong) for run in line.runs)
    return Side(line.kind, pieces, line.depth)


def _same(line: Line) -> DiffRow:
    return DiffRow(SAME, _side(line, marked=False), _side(line, marked=False))

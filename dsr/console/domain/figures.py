"""Yearly figures that show no person: small cells hidden, and nothing that gives them away. Pure.

A cell of one to four people is hidden; zero is nobody and is shown. Hiding one cell of a row whose
total is shown hides nothing, so further cells (and totals where needed) are hidden until no hidden
small number can be told within a span of `SPREAD`. The test is exact: a table with totals is a
network, and how far a hidden cell could rise or fall is a flow through the other hidden cells
(Gusfield, "A graph theoretic approach to statistical data security", 1988).
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

SMALLEST = 5  # a shown number of people is zero or at least this
SPREAD = 3  # a hidden small number may be one of at least four
_FAR = 10**9

Cell = tuple[int, int]


@dataclass(frozen=True)
class Figures:
    """A table as it may be shown: None is a hidden number. Totals are those of the true table."""

    cells: list[list[int | None]]
    row_totals: list[int | None]
    column_totals: list[int | None]
    total: int | None


def shown(table: Sequence[Sequence[int]]) -> Figures:
    """What may be shown of a table of counts, one row of numbers each, all rows alike long."""
    full = _with_totals(table)
    hidden = {
        (row, column)
        for row, numbers in enumerate(full)
        for column, number in enumerate(numbers)
        if 0 < number < SMALLEST
    }
    small = set(hidden)
    while True:
        exposed = [cell for cell in sorted(small) if _span(full, hidden, cell) < SPREAD]
        more = next((found for cell in exposed if (found := _corners(full, hidden, cell))), None)
        if more is None:
            break
        hidden |= more
    return _cut(full, hidden)


def _with_totals(table: Sequence[Sequence[int]]) -> list[list[int]]:
    rows = [[*numbers, sum(numbers)] for numbers in table]
    width = len(rows[0]) if rows else 1
    return [*rows, [sum(row[column] for row in rows) for column in range(width)]]


def _corners(full: list[list[int]], hidden: set[Cell], exposed: Cell) -> set[Cell] | None:
    """The cells to hide next: corners of the cheapest rectangle with the exposed cell in it.

    Totals cost most, then large numbers. Zeros are shown, so hiding one helps nobody; the
    rectangle of the cell with its totals is always there. None where nothing is left to hide.
    """
    row, column = exposed
    last = (len(full) - 1, len(full[0]) - 1)
    rectangles = []
    for i in range(last[0] + 1):
        for j in range(last[1] + 1):
            corners = {(row, j), (i, column), (i, j)}
            new = {cell for cell in corners if cell not in hidden}
            if i != row and j != column and new and all(full[r][c] > 0 for r, c in corners):
                totals = sum((r == last[0]) + (c == last[1]) for r, c in new)
                rectangles.append((totals, sum(full[r][c] for r, c in new), sorted(new)))
    return set(min(rectangles)[2]) if rectangles else None


def _span(full: list[list[int]], hidden: set[Cell], cell: Cell) -> int:
    """How far apart the smallest and the largest number are that the hidden cell could be.

    Whoever reads knows that a hidden number is at least one.
    """
    fall = _flow(full, hidden, cell, rising=False)
    rise = _flow(full, hidden, cell, rising=True)
    return min(fall, full[cell[0]][cell[1]] - 1) + rise


def _flow(full: list[list[int]], hidden: set[Cell], cell: Cell, *, rising: bool) -> int:
    """By how much the cell could rise (or fall) with every shown number unchanged, at most SPREAD.

    Nodes are rows and columns, each hidden cell joins two of them. A change must be made good in
    the cell's column, that in its row, and so on until it comes back to the cell's own row. In a
    row or column of totals, signs are turned: a total rises with its parts.
    """
    last = (len(full) - 1, len(full[0]) - 1)
    goes_up = rising != (_is_total(cell, last))
    room = {(edge, up): _room(full, edge, last, up=up) for edge in hidden for up in (True, False)}
    pushed = 0
    while pushed < SPREAD:
        path = _path(hidden - {cell}, room, cell, first_up=not goes_up)
        if not path:
            break
        step = min(SPREAD - pushed, *(room[edge] for edge in path))
        for edge, up in path:
            room[edge, up] -= step
            room[edge, not up] += step
        pushed += step
    return pushed


def _is_total(cell: Cell, last: Cell) -> bool:
    return (cell[0] == last[0]) != (cell[1] == last[1])


def _room(full: list[list[int]], edge: Cell, last: Cell, *, up: bool) -> int:
    really_up = up != _is_total(edge, last)
    return _FAR if really_up else full[edge[0]][edge[1]] - 1


def _path(
    edges: Iterable[Cell], room: dict[tuple[Cell, bool], int], cell: Cell, *, first_up: bool
) -> list[tuple[Cell, bool]]:
    """Hidden cells from the cell's column back to its row, changes alternating; [] for none."""
    rows: dict[int, list[Cell]] = {}
    columns: dict[int, list[Cell]] = {}
    for edge in edges:
        rows.setdefault(edge[0], []).append(edge)
        columns.setdefault(edge[1], []).append(edge)
    start, goal = ("column", cell[1]), ("row", cell[0])
    came: dict[tuple[str, int], tuple[tuple[str, int], tuple[Cell, bool]] | None] = {start: None}
    waiting = deque([start])
    while waiting and goal not in came:
        side, number = waiting.popleft()
        in_column = side == "column"
        up = first_up if in_column else not first_up
        for edge in (columns if in_column else rows).get(number, []):
            to = ("row", edge[0]) if in_column else ("column", edge[1])
            if to not in came and room[edge, up] > 0:
                came[to] = ((side, number), (edge, up))
                waiting.append(to)
    path = []
    node = goal
    while (step := came.get(node)) is not None:
        node = step[0]
        path.append(step[1])
    return path


def _cut(full: list[list[int]], hidden: set[Cell]) -> Figures:
    grid: list[list[int | None]] = [
        [None if (i, j) in hidden else number for j, number in enumerate(numbers)]
        for i, numbers in enumerate(full)
    ]
    *rows, totals = grid
    return Figures(
        cells=[row[:-1] for row in rows],
        row_totals=[row[-1] for row in rows],
        column_totals=totals[:-1],
        total=totals[-1],
    )


def percentile(values: Sequence[int], share: int) -> int | None:
    """The smallest value that at least `share` percent do not exceed; None for fewer than five."""
    if len(values) < SMALLEST:
        return None
    return sorted(values)[ceil(len(values) * share / 100) - 1]


@dataclass(frozen=True)
class Share:
    """A percentage as it may be shown: `bound` is "", "at least" (>=) or "at most" (<=)."""

    percent: int
    bound: str = ""


def share(part: int, whole: int) -> Share | None:
    """`part` of `whole` in percent; a bound where it would tell a small number, None for few."""
    if whole < SMALLEST:
        return None
    rest = whole - part
    if 0 < rest < SMALLEST:
        return Share(100 * (whole - SMALLEST + 1) // whole, ">=")
    if 0 < part < SMALLEST:
        return Share(ceil(100 * (SMALLEST - 1) / whole), "<=")
    return Share(round(100 * part / whole))


@dataclass(frozen=True)
class Period:
    """A calendar year, or a fiscal year from April (`fiscal`)."""

    year: int
    fiscal: bool = False

    @property
    def code(self) -> str:
        """As in addresses: 2026 or FY2026."""
        return f"FY{self.year}" if self.fiscal else str(self.year)

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, 4 if self.fiscal else 1, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return date(self.year + 1, 3, 31) if self.fiscal else date(self.year, 12, 31)


def period_of(code: str) -> Period | None:
    """The period of a code; None for anything else."""
    digits = code.removeprefix("FY")
    if not (digits.isascii() and digits.isdigit() and len(digits) == 4 and digits >= "2000"):
        return None
    return Period(int(digits), fiscal=code.startswith("FY"))

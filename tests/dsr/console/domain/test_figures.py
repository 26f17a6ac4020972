"""No small number of people can be read out of the figures, not even by arithmetic."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsr.console.domain.figures import (
    SPREAD,
    Figures,
    Period,
    Share,
    percentile,
    period_of,
    share,
    shown,
)

Grid = list[list[int | None]]


def grid_of(figures: Figures) -> Grid:
    rows = [[*row, total] for row, total in zip(figures.cells, figures.row_totals, strict=True)]
    return [*rows, [*figures.column_totals, figures.total]]


def possible_values(figures: Figures, top: int) -> dict[tuple[int, int], set[int]]:
    """Every value each hidden inner cell could have, by trying all tables up to `top` a cell.

    What a reader knows: shown numbers are true, a hidden number is at least one.
    """
    grid = grid_of(figures)
    height, width = len(figures.cells), len(figures.column_totals)
    found: dict[tuple[int, int], set[int]] = {}
    for rows in product(*(_rows(row[:width], row[width], top) for row in grid[:height])):
        columns = [sum(column) for column in zip(*rows, strict=True)]
        sums = zip(
            [*grid[height][:width], grid[height][width]], [*columns, sum(columns)], strict=True
        )
        if all(_agrees(said, true) for said, true in sums):
            for i, j in product(range(height), range(width)):
                if figures.cells[i][j] is None:
                    found.setdefault((i, j), set()).add(rows[i][j])
    return found


def _rows(row: list[int | None], total: int | None, top: int) -> list[tuple[int, ...]]:
    choices = [[cell] if cell is not None else range(1, top + 1) for cell in row]
    return [guess for guess in product(*choices) if _agrees(total, sum(guess))]


def _agrees(said: int | None, true: int) -> bool:
    return said == true if said is not None else true >= 1


tables = st.integers(1, 3).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 8), min_size=width, max_size=width), min_size=1, max_size=2
    )
)


@settings(max_examples=40, deadline=None)
@given(table=tables)
def test_no_hidden_small_number_can_be_told_by_trying_every_table(table: list[list[int]]) -> None:
    figures = shown(table)
    found = possible_values(figures, top=12)
    places = product(range(len(table)), range(len(table[0])))
    assert set(found) == {(i, j) for i, j in places if figures.cells[i][j] is None}
    for (i, j), values in found.items():
        assert table[i][j] in values
        if table[i][j] < 5:
            assert max(values) - min(values) >= SPREAD


@given(table=tables)
def test_what_is_shown_is_true_and_never_small(table: list[list[int]]) -> None:
    true = [[*row, sum(row)] for row in table]
    true.append([sum(row[j] for row in true) for j in range(len(true[0]))])
    for row, wanted in zip(grid_of(shown(table)), true, strict=True):
        for number, actual in zip(row, wanted, strict=True):
            assert number in (None, actual)
            assert number is None or number == 0 or number >= 5


def test_single_small_cell_takes_neighbours_with_it_so_that_totals_tell_nothing() -> None:
    figures = shown([[20, 3, 9], [30, 12, 8], [15, 7, 6]])
    hidden = [
        (i, j) for i, row in enumerate(figures.cells) for j, cell in enumerate(row) if cell is None
    ]
    assert (0, 1) in hidden
    assert len(hidden) == 4  # two in its row, two in its column
    assert (figures.row_totals, figures.total) == ([32, 50, 28], 110)


def test_cell_between_two_closed_blocks_is_no_hiding_place() -> None:
    # Rows 1-2 and columns 1-2 form one block of hidden cells, rows 3-4 and columns 3-4 another; a
    # cell that joins them would be known exactly (rows 1+2 minus columns 1+2).
    table = [[1, 2, 9, 9], [2, 1, 3, 9], [9, 9, 2, 1], [9, 9, 1, 2]]
    figures = shown(table)
    assert figures.cells[1][2] is None
    joined = [cell for row in figures.cells[2:] for cell in row[:2]]
    joined += [cell for row in figures.cells[:2] for cell in row[2:] if cell != 9]
    assert joined.count(None) >= 2


def test_large_numbers_hide_nothing() -> None:
    figures = shown([[10, 0, 7], [5, 6, 0]])
    assert grid_of(figures) == [[10, 0, 7, 17], [5, 6, 0, 11], [15, 6, 7, 28]]


@pytest.mark.parametrize("table", [[[1]], [[4, 0]], [[2], [1]]])
def test_total_of_few_people_is_hidden_too(table: list[list[int]]) -> None:
    assert shown(table).total is None


def test_empty_table_is_nobody() -> None:
    assert shown([]).total == 0


PERCENTILES = {50: 30, 90: 90, 100: 100}


@pytest.mark.parametrize("part", sorted(PERCENTILES))
def test_percentile_is_a_value_that_occurs(part: int) -> None:
    assert percentile([100, 10, 20, 30, 30, 30, 40, 90, 60, 20], part) == PERCENTILES[part]


def test_percentile_of_few_is_not_shown() -> None:
    assert percentile([1, 2, 3, 4], 50) is None
    assert percentile([1, 2, 3, 4, 5], 50) == 3


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (4, 4, None), (5, 5, Share(100)), (0, 20, Share(0)), (10, 20, Share(50)),
        (19, 20, Share(80, ">=")), (16, 20, Share(80, ">=")), (15, 20, Share(75)),
        (1, 20, Share(20, "<=")), (4, 20, Share(20, "<=")),
    ],
)  # fmt: skip
def test_percentage_that_would_tell_a_small_number_is_a_bound(
    part: int, whole: int, said: Share | None
) -> None:
    assert share(part, whole) == said


def test_periods_are_calendar_and_fiscal_years() -> None:
    year, fiscal = Period(2026), Period(2026, fiscal=True)
    assert [year.first.isoformat(), year.last.isoformat()] == ["2026-01-01", "2026-12-31"]
    assert [fiscal.first.isoformat(), fiscal.last.isoformat()] == ["2026-04-01", "2027-03-31"]
    assert [period_of(code) for code in ("2026", "FY2026")] == [year, fiscal]
    assert [period_of(code) for code in ("", "FY", "１２３４", "26", "x2026", "1999")] == [None] * 6

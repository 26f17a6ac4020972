"""Every status × step, written by hand."""

import pytest

from dsr.breaches.domain.handling import BY_STEP, STATUSES, status_pairs
from dsr.breaches.enums import BreachStatus, BreachStep

U, A, P, F, N, C = (
    "OPEN",
    "ASSESSED",
    "REPORTED_PRELIMINARY",
    "REPORTED_FINAL",
    "NOT_REPORTABLE",
    "CLOSED",
)
COLUMNS = ("", U, A, P, F, N, C)
MATRIX = {
    #                        new   O  A  P  F  N  C
    "OPEN_BREACH":          (U,    "", "", "", "", "", ""),
    "LEARN_MORE":           ("",   U, A, P, F, N, ""),
    "DESCRIBE":             ("",   U, A, P, F, N, ""),
    "CONCERN_PERSON":       ("",   U, A, P, F, N, ""),
    "ASSESS_REPORTABLE":    ("",   A, A, P, "", A, ""),
    "JUDGE_NOT_REPORTABLE": ("",   N, N, "", "", "", ""),
    "REPORT_PRELIMINARY":   ("",   "", P, "", "", "", ""),
    "REPORT_FINAL":         ("",   "", F, F, "", "", ""),
    "SUPPLEMENT_REPORT":    ("",   "", "", "", F, "", ""),
    "RECORD_NOTICE":        ("",   U, A, P, F, N, ""),
    "CLOSE_BREACH":         ("",   "", "", "", C, C, ""),
}  # fmt: skip


@pytest.mark.parametrize("step", sorted(MATRIX))
def test_step_leads_where_the_matrix_says(step: str) -> None:
    found = tuple(BY_STEP[step].moves.get(status, "") for status in COLUMNS)
    assert found == MATRIX[step]


def test_codes_of_table_and_enums_are_the_same() -> None:
    assert set(BY_STEP) == set(MATRIX) == set(BreachStep)
    assert set(STATUSES) == set(BreachStatus)


def test_trigger_knows_the_changes_of_the_matrix() -> None:
    wanted = {
        (before, after)
        for row in MATRIX.values()
        for before, after in zip(COLUMNS, row, strict=True)
        if before and after and before != after
    }
    assert status_pairs() == sorted(wanted)

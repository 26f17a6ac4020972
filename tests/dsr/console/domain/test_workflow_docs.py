"""docs/house.md shows the workflow the engine uses, and notices when it does not."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from dsr.cases.domain.workflow import ENDED, TABLE, status_pairs
from dsr.console.domain.workflow_docs import (
    BEGIN,
    END,
    MarkersMissing,
    with_workflow,
    workflow_markdown,
)

PAGE = Path(settings.BASE_DIR) / "docs" / "house.md"
MOVE = re.compile(r"^    (\w+|\[\*\]) --> (\w+|\[\*\])", re.MULTILINE)


def test_docs_show_the_table_as_it_is() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert with_workflow(page) == page, "run `manage.py write_workflow_docs`"


def test_diagram_draws_exactly_the_legal_moves() -> None:
    moves = MOVE.findall(workflow_markdown())
    inside = [move for move in moves if "[*]" not in move]
    assert sorted(inside) == status_pairs()
    assert sorted(set(moves) - set(inside)) == sorted(
        [("[*]", "RECEIVED"), *((status, "[*]") for status in ENDED)]
    )


def test_every_step_has_its_two_rows() -> None:
    text = workflow_markdown()
    assert {row.step: text.count(f"\n| {row.step} |") for row in TABLE} == {
        row.step: 2 for row in TABLE
    }


@pytest.mark.parametrize("page", ["", BEGIN, END, f"{END}{BEGIN}"])
def test_page_without_its_markers_is_refused(page: str) -> None:
    with pytest.raises(MarkersMissing):
        with_workflow(page)


def test_page_keeps_what_is_around_the_workflow() -> None:
    page = with_workflow(f"above\n{BEGIN}\nold\n{END}\nbelow\n")
    assert page.startswith("above\n")
    assert page.endswith("\nbelow\n")
    assert "old" not in page.split("\n")

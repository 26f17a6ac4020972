"""The table itself: what it must cover, and that it agrees with the product's own in every cell."""

import itertools

from dsr.cases.enums import Outcome, OutcomeCode
from dsr.fulfilment.domain.outcomes import is_lawful_answer
from policies.enums import FEE_BEARING_KINDS, RequestKind
from tests.matrix.table import (
    CONCLUSION,
    EVERY_OUTCOME,
    EVERY_REPRESENTATIVE,
    KINDS,
    NEVER_A_FEE,
    NOTHING,
    REPRESENTATIVES,
    REQUEST,
    SOMETHING,
)


def test_product_knows_exactly_the_cells_of_the_table() -> None:
    codes = ("", *OutcomeCode.values)
    grid = set(itertools.product(RequestKind.values, Outcome.values, codes))
    lawful = {cell for cell in grid if is_lawful_answer(*cell)}
    assert lawful == {(cell.kind, cell.outcome, cell.code) for cell in EVERY_OUTCOME}
    assert (len(EVERY_OUTCOME), len(SOMETHING), len(NOTHING)) == (71, 57, 14)


def test_every_kind_has_its_words() -> None:
    assert set(KINDS) == set(REQUEST) == set(RequestKind)
    assert set(CONCLUSION) == {(cell.kind, cell.outcome) for cell in EVERY_OUTCOME}
    assert set(NEVER_A_FEE) | set(FEE_BEARING_KINDS) == set(KINDS)


def test_representatives_and_kinds_each_meet_a_yes_and_a_no() -> None:
    met = {(cell.requester, cell.kind) for cell in EVERY_REPRESENTATIVE}
    asked = [kind for kind in KINDS if kind != "INQUIRY"]
    assert met == set(itertools.product(REPRESENTATIVES, asked))
    both = {
        (name, cell.as_asked)
        for cell in EVERY_REPRESENTATIVE
        for name in (cell.requester, cell.kind)
    }
    assert both == set(itertools.product((*REPRESENTATIVES, *asked), (True, False)))

"""Kind × requester × outcome: every lawful cell reaches a closed case, walked by the real services.

Every lawful outcome and code is walked for the person themself (57 cells here; the 14 of N1 and X1
stand beside each other in test_nothing_found). Every representative is walked with every kind, as
asked and short of it in turn (table.EVERY_REPRESENTATIVE): a pairwise rule, not the full product,
which would take ten minutes and meet no other code, since who asks and what is answered touch
only in the letter's addressee, the day of release and the way of delivery. Those three are held for
each representative.
"""

import pytest

from dsr.cases.models import Case
from dsr.fulfilment.models import ActionTask, Promise
from dsr.fulfilment.selectors.deliveries import delivery_of
from tests.dsr.cases.letters.facts import squeezed
from tests.matrix.table import EVERY_REPRESENTATIVE, SOMETHING, Cell
from tests.matrix.telling import check_everything
from tests.matrix.walking import MatrixDesk, letter

ACTED = ("DONE", "DONE_IN_PART", "MILDER_MEASURE")


@pytest.mark.parametrize(
    ("reviewed", "cell"),
    [pytest.param(cell.asked_as, cell, id=str(cell)) for cell in SOMETHING],
    indirect=["reviewed"],
)
def test_every_answer_reaches_the_person(desk: MatrixDesk, reviewed: Case, cell: Cell) -> None:
    case = desk.close(reviewed, cell)
    check_everything(case, cell)
    delivery = delivery_of(case)
    assert delivery is not None
    given = cell.outcome in ("FULL", "PARTIAL")
    assert delivery.handover == ("DOWNLOAD" if given else "LETTER")
    assert case.answer_goes_to == "REQUESTER"
    done = {task.status for task in ActionTask.objects.filter(item__case=case)}
    assert done == ({"CONFIRMED"} if cell.outcome in ACTED else set())
    kept = Promise.objects.filter(item__case=case).count()
    assert kept == (1 if cell.outcome == "ALTERNATIVE" else 0)


@pytest.mark.parametrize("cell", EVERY_REPRESENTATIVE, ids=str)
def test_every_representative_is_answered(desk: MatrixDesk, cell: Cell) -> None:
    """An agent who may not receive gets none of it: the principal does, by post."""
    to_principal = cell.requester == "MANDATE" and not cell.as_asked
    answers = {"may_receive": "no", "delivery_method": "PAPER"} if to_principal else {}
    case = desk.closed(cell, **answers)
    check_everything(case, cell)
    delivery = delivery_of(case)
    assert delivery is not None
    assert case.answer_goes_to == ("PRINCIPAL" if to_principal else "REQUESTER")
    given = cell.outcome in ("FULL", "PARTIAL")
    by_hand = "DOWNLOAD" if given else "LETTER"
    assert delivery.handover == ("POST" if to_principal else by_hand)
    addressee = "𠮷野 花子" if to_principal else "代理 太郎"
    assert squeezed(f"{addressee} 様") in letter(case)
    told = cell.requester in ("ADULT_GUARDIAN", "MANDATE")
    assert case.principal_notice_gate == ("PASSED" if told else "NOT_NEEDED")
    assert case.authority_checked_on is not None
    assert case.authority_checked_on.isoformat() == "2026-04-02"  # the day of release

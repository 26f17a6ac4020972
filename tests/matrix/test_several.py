"""One filing, several things asked: each is answered by itself, and no partial answer is one."""

import pytest

from dsr.cases.models import Case
from dsr.cases.services.workflow import UnableToTakeStep
from dsr.fulfilment.models import ActionTask, Decision
from dsr.fulfilment.services.answers import Answer
from dsr.fulfilment.services.closings import close_case
from dsr.fulfilment.services.decisions import (
    UnableToSubmitDecision,
    save_decision,
    submit_for_approval,
)
from tests.desk import NOW
from tests.matrix.answers import answer_to
from tests.matrix.table import Cell
from tests.matrix.telling import check_everything
from tests.matrix.walking import MatrixDesk

FILINGS = [
    (Cell("DISCLOSURE", "FULL"), Cell("ERASURE", "REFUSED", "S2")),
    (Cell("DISCLOSURE", "REFUSED", "D1"), Cell("CORRECTION", "DONE")),
    (Cell("SUSPENSION", "DONE"), Cell("PROVISION_STOP", "REFUSED", "S1")),
    (
        Cell("PURPOSE_NOTICE", "NOTIFIED"),
        Cell("DISCLOSURE", "PARTIAL"),
        Cell("PROVISION_RECORDS", "REFUSED", "D3"),
    ),
    (Cell("CORRECTION", "REFUSED", "C4"), Cell("ERASURE", "DONE")),
    (Cell("PURPOSE_NOTICE", "REFUSED", "P1"), Cell("PROVISION_RECORDS", "FULL")),
    (Cell("ERASURE", "ALTERNATIVE", "S5"), Cell("INQUIRY", "ANSWERED")),
    (
        Cell("SUSPENSION", "REFUSED", "S4"),
        Cell("ERASURE", "DONE_IN_PART", "S6"),
        Cell("PROVISION_STOP", "DONE"),
        Cell("INQUIRY", "ANSWERED"),
    ),
]


@pytest.mark.parametrize("asked", FILINGS, ids=lambda asked: "+".join(cell.kind for cell in asked))
def test_each_thing_asked_has_its_own_answer(desk: MatrixDesk, asked: tuple[Cell, ...]) -> None:
    check_everything(desk.closed(*asked), *asked)


def test_a_partial_answer_is_none(desk: MatrixDesk) -> None:
    """DOMAIN §2: open until every item is decided and notified."""
    erasure, inquiry = FILINGS[6]
    case = desk.reviewed(erasure, inquiry)
    first = case.items.order_by("position")[0]
    save_decision(
        case_id=case.pk, answers=[Answer(item_id=first.pk, **answer_to(erasure))],
        actor=desk.reviewer, now=NOW,
    )  # fmt: skip
    with pytest.raises(UnableToSubmitDecision) as refusal:
        submit_for_approval(case_id=case.pk, actor=desk.reviewer, now=NOW)
    assert refusal.value.faults == ("UNDECIDED",)
    with pytest.raises(UnableToTakeStep):
        close_case(case_id=case.pk, reason="完了", actor=desk.manager, now=NOW)
    assert Case.objects.get(pk=case.pk).status == "REVIEWING"
    assert Decision.objects.get().submitted_at is None
    assert not ActionTask.objects.exists()

"""Every cell that is not in the table is refused, with a message that says why."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from dsr.cases.enums import Outcome
from dsr.cases.models import Case
from dsr.fees.models import Fee
from dsr.fulfilment.models import DecisionItem
from dsr.fulfilment.services.answers import Answer, UnableToSaveDecision
from dsr.fulfilment.services.decisions import save_decision
from dsr.portal.enums import Page
from dsr.portal.forms.pages import FORMS
from dsr.portal.selectors.journeys import journey_of
from dsr.portal.services.drafts import start_draft
from policies.models import FeeScheduleRow
from tests.desk import NOW, make_requester
from tests.dsr.portal.walk import ANSWERS, save_one
from tests.matrix.answers import FINDINGS, REASON
from tests.matrix.table import EVERY_OUTCOME, KINDS, NEVER_A_FEE, Cell, cells
from tests.matrix.walking import MatrixDesk

# What is lawful for some kind, every ending without an answer, every outcome bare or wrongly
# coded. That the product's own table refuses the whole grid is held in test_table.
GRID = sorted(
    {(cell.outcome, cell.code) for cell in EVERY_OUTCOME}
    | {("NOT_ACCEPTED", code) for code in ("F1", "F2", "F3", "F4")}
    | {(outcome, code) for outcome in Outcome.values for code in ("", "D1", "F1")}
)


@pytest.mark.parametrize(
    ("reviewed", "kind"),
    [pytest.param(cells(kind)[0].asked_as, kind, id=kind) for kind in KINDS],
    indirect=["reviewed"],
)
def test_no_other_answer_is_taken(desk: MatrixDesk, reviewed: Case, kind: str) -> None:
    item = reviewed.items.get()
    lawful = {(cell.outcome, cell.code) for cell in cells(kind)}
    unlawful = [cell for cell in GRID if cell not in lawful]
    for outcome, code in unlawful:
        with pytest.raises(UnableToSaveDecision) as refusal:
            save_decision(
                case_id=reviewed.pk,
                answers=[
                    Answer(item_id=item.pk, outcome=outcome, code=code, reason_ja=REASON,
                           findings=FINDINGS, not_for_volume=True)
                ],
                actor=desk.reviewer,
                now=NOW,
            )  # fmt: skip
        assert refusal.value.code == "OUTCOME"
        assert str(refusal.value) == f"{outcome} {code} does not answer {kind}."
    assert not DecisionItem.objects.exists()


@pytest.mark.parametrize("kind", NEVER_A_FEE)
def test_database_refuses_a_price_for_a_kind_that_never_costs(desk: MatrixDesk, kind: str) -> None:
    """No schedule row may say one, and no fee may say anything but its row."""
    with pytest.raises(IntegrityError, match="only_art_38_kinds_carry_a_fee"), transaction.atomic():
        FeeScheduleRow.objects.create(
            kind=kind, amount=1, effective_from=date(2026, 5, 1), published_at=NOW
        )
    case = desk.file(Cell("DISCLOSURE", ""))
    with (
        pytest.raises(IntegrityError, match="does not say what its schedule row says"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE dsr_fees_fee SET kind = %s WHERE case_id = %s", [kind, case.pk])
    fee = Fee.objects.get(case=case)
    assert (fee.kind, fee.amount) == ("DISCLOSURE", 1000)


@pytest.mark.parametrize("basis", ["HEIR", "SPOUSE", "CURATOR", "ASSISTANT", ""])
def test_nobody_else_may_ask_for_a_person(desk: MatrixDesk, basis: str) -> None:
    draft = start_draft(user=make_requester("heir@mail.example"), now=NOW)
    facts = journey_of(draft, on=date(2026, 4, 1)).facts
    form = FORMS[Page.REQUESTER]({"asked_by": basis, "revision": 0}, facts=facts)
    assert not form.is_valid()
    assert list(form.errors) == ["asked_by"]


@pytest.mark.parametrize("basis", ["PARENT", "MINOR_GUARDIAN"])
def test_nobody_asks_as_the_parent_of_an_adult(desk: MatrixDesk, basis: str) -> None:
    """18 on the very day of filing."""
    draft = start_draft(user=make_requester("mother@mail.example"), now=NOW)
    save_one(draft, Page.REQUESTER, asked_by=basis)
    facts = journey_of(draft, on=date(2026, 4, 1)).facts
    birthday = {**ANSWERS[Page.NAME], "birth_year": "2008", "birth_month": "4", "revision": 0}
    form = FORMS[Page.NAME]({**birthday, "birth_day": "1"}, facts=facts)
    assert not form.is_valid()
    assert FORMS[Page.NAME]({**birthday, "birth_day": "2"}, facts=facts).is_valid()

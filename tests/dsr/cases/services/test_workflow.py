"""take_step: the only writer of status."""

import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.domain.actor import Actor, requester_actor, system_actor
from dsr.cases.domain import workflow
from dsr.cases.enums import Gate, Step
from dsr.cases.models import Case
from dsr.cases.services.gates import pass_identity
from dsr.cases.services.messages import send_message
from dsr.cases.services.workflow import UnableToTakeStep, take_step
from tests.desk import NOW, file_disclosure, make_requester, set_up_desk

pytestmark = pytest.mark.django_db
ALL = frozenset(row.permission for row in workflow.TABLE)


@pytest.fixture
def desk() -> None:
    set_up_desk()


def test_filing_makes_a_received_case_with_clocks_and_one_event(desk: None) -> None:
    case = file_disclosure(make_requester())
    assert (case.reference, case.status) == ("DSR-2026-000001", "RECEIVED")
    assert str(case.arrival_date) == "2026-04-01"
    assert str(case.art_39_date) == "2026-04-16"
    assert str(case.target_date) == "2026-04-15"
    assert [(e.sequence, e.step) for e in case.events.order_by("sequence")] == [(1, "FILE")]


def test_identity_passed_without_fee_accepts(desk: None) -> None:
    case = file_disclosure(make_requester())
    case = pass_identity(case_id=case.pk, facts={}, actor=system_actor("test"), now=NOW)
    assert case.status == "ACCEPTED"
    assert [e.step for e in case.events.order_by("sequence")] == [
        "FILE", "PASS_IDENTITY", "ACCEPT",
    ]  # fmt: skip


def test_identity_passed_with_open_fee_waits(desk: None) -> None:
    case = file_disclosure(make_requester(), fee_gate=Gate.OPEN)
    case = pass_identity(case_id=case.pk, facts={}, actor=system_actor("test"), now=NOW)
    assert (case.status, case.identity_gate, case.fee_gate) == ("RECEIVED", "PASSED", "OPEN")


def test_raw_sql_cannot_take_an_illegal_step(desk: None) -> None:
    case = file_disclosure(make_requester())
    with (
        pytest.raises(IntegrityError, match="does not go from RECEIVED to RELEASED"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE dsr_cases_case SET status='RELEASED' WHERE id=%s", [case.pk])
    case.refresh_from_db()
    assert case.status == "RECEIVED"


def test_reason_is_required_and_sealed(desk: None) -> None:
    case = file_disclosure(make_requester())
    staff = Actor(kind="STAFF", user_id=make_requester("s@x.example").pk, permissions=ALL)
    with pytest.raises(UnableToTakeStep) as refused:
        take_step(case_id=case.pk, step=Step.ASK_REQUESTER, actor=staff, now=NOW)
    assert refused.value.code == "REASON_MISSING"
    case = take_step(
        case_id=case.pk, step=Step.ASK_REQUESTER, actor=staff, now=NOW, reason="窓口の秘密"
    )
    assert (case.status, case.resume_status) == ("WAITING_FOR_REQUESTER", "RECEIVED")
    note = case.events.get(step="ASK_REQUESTER").reason
    assert note is not None
    assert "窓口".encode() not in bytes(note.text_sealed)


def test_another_requester_cannot_step(desk: None) -> None:
    case = file_disclosure(make_requester())
    with pytest.raises(UnableToTakeStep) as refused:
        take_step(case_id=case.pk, step=Step.WITHDRAW, actor=requester_actor(999), now=NOW)
    assert refused.value.code == "NOT_PERMITTED"


def test_same_token_files_once(desk: None) -> None:
    user = make_requester()
    first = file_disclosure(user)
    again = file_disclosure(user, filing_token=first.filing_token)
    assert again.pk == first.pk
    assert Case.objects.count() == 1


def test_gates_that_passed_while_waiting_accept_once_the_person_replied(desk: None) -> None:
    requester = make_requester()
    case = file_disclosure(requester)
    somebody = make_requester("staff@milly.example")
    staff = Actor(kind="STAFF", user_id=somebody.pk, permissions=ALL)
    take_step(case_id=case.pk, step=Step.ASK_REQUESTER, actor=staff, now=NOW, reason="確認です")
    case = pass_identity(case_id=case.pk, facts={}, actor=system_actor("test"), now=NOW)
    assert case.status == "WAITING_FOR_REQUESTER"
    send_message(
        case_id=case.pk, text="はい", send_token=uuid.uuid4(),
        actor=requester_actor(requester.pk), now=NOW,
    )  # fmt: skip
    case.refresh_from_db()
    assert case.status == "ACCEPTED"

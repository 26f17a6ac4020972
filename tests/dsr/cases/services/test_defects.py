"""補正: asked with a due date, reminded of twice, answered or run out; declined only after it."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from accounts.domain.actor import Actor, requester_actor, system_actor
from accounts.models import OutboxMessage
from dsr.cases.enums import Gate, OutcomeCode
from dsr.cases.models import Case, DefectRequest
from dsr.cases.selectors.defects import defects_of, open_defect, reminder_dates
from dsr.cases.services.defects import (
    UnableToAskForCorrection,
    answer_defect,
    ask_for_correction,
    remind_requesters,
)
from dsr.cases.services.endings import UnableToDeclineCase, decline_case, withdraw_case
from dsr.cases.services.gates import pass_fee, pass_identity
from dsr.cases.services.messages import send_message
from dsr.cases.services.workflow import UnableToTakeStep
from policies.domain.calendar import jst_date
from policies.models import DeadlineRule
from tests.desk import NOW, file_disclosure, make_requester, set_up_desk, staff_actor

pytestmark = pytest.mark.django_db
ASKED = "ご住所の確認できる書類をお送りください。"


@pytest.fixture
def case() -> Case:
    set_up_desk()
    return file_disclosure(make_requester(), fee_gate=Gate.OPEN)


@pytest.fixture
def manager() -> Actor:
    return staff_actor("manager")


def days(count: int) -> datetime:
    return NOW + timedelta(days=count)


def ask(case: Case, actor: Actor, code: OutcomeCode = OutcomeCode.F3) -> DefectRequest:
    return ask_for_correction(case_id=case.pk, code=code, text=ASKED, actor=actor, now=NOW)


def mails_of(template: str) -> int:
    return OutboxMessage.objects.filter(template=template).count()


def test_asking_gives_a_due_date_with_its_rule_and_stops_the_target(
    case: Case, manager: Actor
) -> None:
    defect = ask(case, manager, OutcomeCode.F1)
    case.refresh_from_db()
    pause = case.pauses.get()
    assert (defect.due_date, defect.due_rule.code, defect.due_rule.days) == (
        date(2026, 4, 15), "DEFECTS", 14,
    )  # fmt: skip
    assert (case.status, case.resume_status) == ("WAITING_FOR_REQUESTER", "RECEIVED")
    assert (pause.reason, pause.started_on, pause.ended_on) == (
        "IDENTITY_ASKED", date(2026, 4, 1), None,
    )  # fmt: skip
    assert mails_of("ACTION_NEEDED") == 1
    event = case.events.get(step="ASK_REQUESTER")
    assert event.facts == {"code": "F1", "defect": str(defect.pk), "due": "2026-04-15"}


@pytest.mark.parametrize(
    ("code", "reason"),
    [("F1", "IDENTITY_ASKED"), ("F3", "CORRECTION_ASKED"), ("F4", "FEE_ASKED")],
)
def test_pause_says_what_was_asked(case: Case, manager: Actor, code: str, reason: str) -> None:
    ask(case, manager, OutcomeCode(code))
    assert case.pauses.get().reason == reason


def test_due_date_moves_past_the_days_the_desk_is_closed() -> None:
    set_up_desk()
    filed = datetime(2026, 4, 19, 3, 0, tzinfo=UTC)  # + 14 days: Sunday 3 May, in Golden Week
    case = file_disclosure(make_requester(), now=filed)
    defect = ask_for_correction(
        case_id=case.pk, code=OutcomeCode.F3, text=ASKED, actor=staff_actor("manager"), now=filed
    )
    assert defect.due_date == date(2026, 5, 7)


def test_text_is_sealed_and_the_person_reads_it(case: Case, manager: Actor) -> None:
    defect = ask(case, manager)
    assert ASKED.encode() not in bytes(defect.text_sealed)
    opened = open_defect(case, on=jst_date(NOW))
    assert opened is not None
    assert (opened.text, opened.due_date, opened.over) == (ASKED, date(2026, 4, 15), False)


@pytest.mark.parametrize(
    ("code", "text", "refusal"),
    [
        ("N1", ASKED, "CODE"),
        ("F2", ASKED, "SETTLED"),  # a person asking for themselves needs no authority
        ("F3", "  ", "EMPTY"),
        ("F3", "長" * 1001, "TOO_LONG"),
        ("F3", "番号は 123456789018 です", "MY_NUMBER"),
    ],
)
def test_what_cannot_be_asked_changes_nothing(
    case: Case, manager: Actor, code: str, text: str, refusal: str
) -> None:
    with pytest.raises(UnableToAskForCorrection) as refused:
        ask_for_correction(
            case_id=case.pk, code=OutcomeCode(code), text=text, actor=manager, now=NOW
        )
    assert refused.value.code == refusal
    case.refresh_from_db()
    assert (case.status, case.pauses.count(), case.defect_requests.count()) == ("RECEIVED", 0, 0)


def test_settled_gates_are_not_asked_for(case: Case, manager: Actor) -> None:
    pass_identity(case_id=case.pk, facts={}, actor=manager, now=NOW)
    with pytest.raises(UnableToAskForCorrection) as refused:
        ask(case, manager, OutcomeCode.F1)
    assert refused.value.code == "SETTLED"


def test_reply_resumes_and_moves_the_target_by_the_days_waited(case: Case, manager: Actor) -> None:
    ask(case, manager)
    send_message(
        case_id=case.pk, text="送りました", send_token=uuid4(),
        actor=requester_actor(case.requester_id), now=days(5),
    )  # fmt: skip
    before = (case.target_date, case.arrival_date, case.art_39_date, case.interim_notice_date)
    case.refresh_from_db()
    assert case.status == "RECEIVED"
    assert (
        case.target_date, case.arrival_date, case.art_39_date, case.interim_notice_date,
    ) == (before[0] + timedelta(days=5), *before[1:])  # fmt: skip
    assert [row.answered_at for row in defects_of(case, on=jst_date(days(5)))] == [days(5)]
    assert open_defect(case, on=jst_date(days(5))) is None


def test_payment_answers_what_asked_for_it(case: Case, manager: Actor) -> None:
    ask(case, manager, OutcomeCode.F4)
    paid = pass_fee(case_id=case.pk, facts={}, actor=system_actor("test"), now=days(3))
    assert (paid.status, paid.fee_gate) == ("RECEIVED", "PASSED")
    assert case.pauses.get().ended_on == jst_date(days(3))


def test_confirmed_identity_answers_what_asked_for_it_and_accepts(manager: Actor) -> None:
    set_up_desk()
    case = file_disclosure(make_requester("taro@mail.example"))
    ask(case, manager, OutcomeCode.F1)
    assert pass_identity(case_id=case.pk, facts={}, actor=manager, now=days(1)).status == "ACCEPTED"
    assert case.defect_requests.get().answered_at == days(1)


def test_document_answers_only_what_asked_for_it(case: Case, manager: Actor) -> None:
    ask(case, manager, OutcomeCode.F1)
    assert not answer_defect(case_id=case.pk, code=OutcomeCode.F4, facts={}, now=days(1))
    assert answer_defect(case_id=case.pk, code=OutcomeCode.F1, facts={"document": "1"}, now=days(1))
    assert not answer_defect(case_id=case.pk, code=OutcomeCode.F1, facts={}, now=days(1))
    case.refresh_from_db()
    assert case.status == "RECEIVED"
    assert case.events.get(step="RESUME").facts == {"document": "1", "answers": "F1"}


def test_second_correction_is_possible_but_not_two_at_once(case: Case, manager: Actor) -> None:
    ask(case, manager)
    with pytest.raises(UnableToTakeStep):
        ask(case, manager)
    answer_defect(case_id=case.pk, code=OutcomeCode.F3, facts={}, now=days(1))
    ask_for_correction(
        case_id=case.pk, code=OutcomeCode.F3, text="もう一点", actor=manager, now=days(2)
    )
    assert [row.due_date for row in defects_of(case, on=jst_date(NOW))] == [
        date(2026, 4, 17), date(2026, 4, 15),
    ]  # fmt: skip


def test_reminders_come_halfway_and_two_business_days_before_the_end(
    case: Case, manager: Actor
) -> None:
    defect = ask(case, manager)
    assert reminder_dates(defect) == [date(2026, 4, 8), date(2026, 4, 13)]
    reminded = {
        jst_date(days(count)): remind_requesters(now=days(count))
        + remind_requesters(now=days(count))
        for count in range(20)
    }
    assert {on: mails for on, mails in reminded.items() if mails} == {
        date(2026, 4, 8): 1, date(2026, 4, 13): 1,
    }  # fmt: skip
    defect.refresh_from_db()
    assert (defect.reminders, defect.reminded_on) == (2, date(2026, 4, 13))
    assert mails_of("ACTION_NEEDED") == 3  # the asking and both reminders
    assert [row.facts["number"] for row in case.events.filter(step="REMIND_REQUESTER")] == [1, 2]


def test_missed_day_is_made_up_for_once(case: Case, manager: Actor) -> None:
    ask(case, manager)
    assert [remind_requesters(now=days(count)) for count in (13, 14, 15)] == [1, 0, 0]


def test_later_rule_moves_no_date_that_stands(case: Case, manager: Actor) -> None:
    defect = ask(case, manager)
    for code in ("DEFECTS", "DEFECTS_REMINDER"):
        DeadlineRule.objects.create(
            code=code, days=3, day_kind="CALENDAR", effective_from=date(2026, 4, 2), source="test"
        )
    defect.refresh_from_db()
    assert (defect.due_date, reminder_dates(defect)[0]) == (date(2026, 4, 15), date(2026, 4, 8))


def test_answered_or_ended_corrections_are_not_reminded_of(case: Case, manager: Actor) -> None:
    ask(case, manager)
    withdraw_case(case_id=case.pk, actor=requester_actor(case.requester_id), now=days(1))
    assert remind_requesters(now=days(7)) == 0
    assert (case.defect_requests.get().ended_at, case.defect_requests.get().answered_at) == (
        days(1), None,
    )  # fmt: skip


def decline(case: Case, actor: Actor, now: datetime, code: OutcomeCode = OutcomeCode.F3) -> Case:
    return decline_case(
        case_id=case.pk, code=code, reason="ご住所を確認できませんでした。", actor=actor, now=now
    )


@pytest.mark.parametrize("code", ["F1", "F3", "F4"])
def test_nothing_is_declined_before_a_correction_was_offered(
    case: Case, manager: Actor, code: str
) -> None:
    with pytest.raises(UnableToDeclineCase) as refused:
        decline(case, manager, days(40), OutcomeCode(code))
    assert refused.value.code == "NOT_OFFERED"
    case.refresh_from_db()
    assert case.status == "RECEIVED"


def test_declined_only_once_the_time_is_over(case: Case, manager: Actor) -> None:
    ask(case, manager)
    with pytest.raises(UnableToDeclineCase) as refused:
        decline(case, manager, days(14))  # the last day is the person's
    assert refused.value.code == "NOT_OVER"
    assert decline(case, manager, days(15)).non_acceptance_code == "F3"
    assert case.defect_requests.get().ended_at == days(15)


def test_declined_on_the_ground_that_was_asked_and_on_no_other(case: Case, manager: Actor) -> None:
    ask(case, manager)
    with pytest.raises(UnableToDeclineCase) as refused:
        decline(case, manager, days(15), OutcomeCode.F4)
    assert refused.value.code == "NOT_OFFERED"


def test_declined_where_the_answer_was_not_enough(case: Case, manager: Actor) -> None:
    ask(case, manager)
    answer_defect(case_id=case.pk, code=OutcomeCode.F3, facts={}, now=days(2))
    assert decline(case, manager, days(3)).status == "NOT_ACCEPTED"


def test_whoever_may_not_ask_asks_nothing(case: Case) -> None:
    with pytest.raises(UnableToTakeStep) as refused:
        ask(case, staff_actor("auditor"))
    assert refused.value.code == "NOT_PERMITTED"

"""From approval to the last confirmation: who is told, how often, and what ends it."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction

from accounts.domain.actor import Actor
from dsr.cases.enums import Outcome
from dsr.cases.models import Case, CaseEvent
from dsr.cases.services.endings import withdraw_case
from dsr.cases.services.workflow import UnableToTakeStep
from dsr.fulfilment.enums import ActionKind, ActionRoute, ActionStatus
from dsr.fulfilment.models import ActionTask, DataSource
from dsr.fulfilment.selectors.actions import actions_by_item, is_called_off, open_actions
from dsr.fulfilment.selectors.measure_details import action_detail
from dsr.fulfilment.services.action_tasks import (
    UnableToAct,
    assign_action,
    cancel_action,
    report_nothing_held,
    take_action_over,
)
from dsr.fulfilment.services.actions import UnableToBeginActions, begin_actions
from dsr.fulfilment.services.approvals import UnableToApprove
from dsr.fulfilment.services.decisions import return_to_review
from dsr.fulfilment.services.measures import PlannedMeasure
from dsr.fulfilment.services.releases import release_package
from policies.models import Organisation
from tests.desk import NOW, staff_actor
from tests.dsr.fulfilment.acting import (
    CORRECT_NAME,
    CORRECTION,
    ERASE_PROFILE,
    ERASURE,
    ActingBench,
    picture,
)
from tests.dsr.fulfilment.gateways.company import Company

pytestmark = pytest.mark.django_db


@pytest.fixture
def bench(company: Company, monkeypatch: pytest.MonkeyPatch) -> ActingBench:
    return ActingBench(company, monkeypatch)


def holders(case: Case) -> list[tuple[str, str, str, str]]:
    tasks = ActionTask.objects.filter(item__case=case).select_related(
        "source", "processor", "recipient"
    )
    return sorted(
        (
            t.holder_kind,
            (t.source or t.processor or t.recipient).code,  # type: ignore[union-attr]
            t.route,
            t.status,
        )
        for t in tasks
    )


def steps(case: Case) -> list[str]:
    return list(
        CaseEvent.objects.filter(case=case).order_by("sequence").values_list("step", flat=True)
    )


def test_every_holder_of_the_category_is_told_and_no_other(bench: ActingBench) -> None:
    bench.by_interface()
    bench.archive()
    bench.processor("PROFILE", "USAGE")
    bench.processor("USAGE", code="OTHER")
    bench.processor("PROFILE", code="FORMER", active=False)
    bench.recipient("PROFILE")
    case = bench.begun(ERASE_PROFILE)
    assert case.status == "ACTING"
    assert holders(case) == [
        ("PROCESSOR", "MAILER", "MANUAL", "WAITING"),
        ("RECIPIENT", "PARTNER", "MANUAL", "WAITING"),
        ("SOURCE", "APP", "HTTP", "WAITING"),
        ("SOURCE", "ARCHIVE", "MANUAL", "WAITING"),
    ]
    assert {task.assignee_id for task in ActionTask.objects.all()} == {bench.reviewer.user_id}
    # Five business days from Wednesday 1 April 2026.
    assert {task.due_date for task in ActionTask.objects.all()} == {date(2026, 4, 8)}


@pytest.mark.parametrize(
    ("action", "told"), [(ActionKind.SUSPEND, False), (ActionKind.STOP_PROVISION, True)]
)
def test_recipient_hears_of_everything_but_our_own_suspension(
    bench: ActingBench, action: ActionKind, told: bool
) -> None:
    from dsr.cases.services.filing import AskedItem
    from policies.enums import RequestKind

    kind = RequestKind.SUSPENSION if action == ActionKind.SUSPEND else RequestKind.PROVISION_STOP
    bench.recipient("PROFILE")
    asked = AskedItem(kind=kind, scope=ERASURE.scope, detail=ERASURE.detail)
    case = bench.begun(PlannedMeasure(action=action, category="PROFILE"), asked=asked)
    assert (("RECIPIENT", "PARTNER", "MANUAL", "WAITING") in holders(case)) == told


def test_release_waits_until_the_last_action_is_confirmed(bench: ActingBench) -> None:
    archive, processor = bench.archive(), bench.processor("PROFILE")
    case = bench.approved_to_be(ERASE_PROFILE)
    with pytest.raises(UnableToTakeStep) as early:
        release_package(case_id=case.pk, actor=bench.manager, now=NOW)
    assert early.value.guards == ("ACTIONS_DONE",)
    begin_actions(case_id=case.pk, actor=bench.manager, now=NOW)
    first, second, third = ActionTask.objects.order_by("holder_kind", "source__code")
    assert first.processor == processor
    assert third.source == archive
    bench.confirmed(first, affected=2)
    report_nothing_held(task_id=second.pk, note="検索した", actor=bench.reviewer, now=NOW)
    assert Case.objects.get(pk=case.pk).status == "ACTING"
    with pytest.raises(UnableToTakeStep):
        release_package(case_id=case.pk, actor=bench.manager, now=NOW)
    bench.confirmed(third)
    case = Case.objects.get(pk=case.pk)
    assert (case.status, case.actions_gate) == ("AWAITING_APPROVAL", "PASSED")
    assert case.prepared_by_id == bench.reviewer.user_id
    case = release_package(case_id=case.pk, actor=bench.manager, now=NOW)
    assert case.status == "RELEASED"
    assert case.items.get().outcome == Outcome.DONE
    assert steps(case)[-3:] == ["BEGIN_ACTIONS", "FINISH_ACTIONS", "RELEASE"]
    facts = CaseEvent.objects.get(case=case, step="FINISH_ACTIONS").facts
    assert facts == {"confirmed": 3}


def test_confirmation_keeps_who_when_how_many_and_the_proof(bench: ActingBench) -> None:
    case = bench.begun(ERASE_PROFILE)
    task = bench.confirmed(ActionTask.objects.get(item__case=case), affected=7)
    task.refresh_from_db()
    assert (task.status, task.affected, task.confirmed_at) == ("CONFIRMED", 7, NOW)
    assert task.confirmed_by_id == bench.reviewer.user_id
    assert task.proof is not None
    assert (task.proof.purpose, task.proof.media_type) == ("ACTION_PROOF", "image/jpeg")
    assert task.proof.data_key_id == case.data_key_id
    assert task.note_sealed is not None
    assert "裁断".encode() not in bytes(task.note_sealed)


def test_action_keeps_what_was_ordered(bench: ActingBench) -> None:
    case = bench.begun(CORRECT_NAME, asked=CORRECTION)
    task = ActionTask.objects.get(item__case=case)
    assert task.action == "CORRECT"
    assert action_detail(task) == {
        "field": "name", "current": "窓口 花子", "right": "受付 花子",
    }  # fmt: skip
    assert task.detail_sealed is not None
    assert "受付".encode() not in bytes(task.detail_sealed)


def test_preparer_cannot_approve_acting(bench: ActingBench) -> None:
    case = bench.collected(items=[ERASURE])
    bench.reviewer, reviewer = bench.manager, bench.reviewer
    bench.settle(case, ERASE_PROFILE)
    with pytest.raises(UnableToApprove) as refused:
        begin_actions(case_id=case.pk, actor=bench.manager, now=NOW)
    assert refused.value.code == "OWN_PACKAGE"
    with pytest.raises(UnableToTakeStep) as forbidden:
        begin_actions(case_id=case.pk, actor=reviewer, now=NOW)
    assert forbidden.value.code == "NOT_PERMITTED"
    Organisation.objects.update(works_alone=True)
    with pytest.raises(UnableToApprove) as wordless:
        begin_actions(case_id=case.pk, actor=bench.manager, now=NOW)
    assert wordless.value.code == "REASON_MISSING"
    case = begin_actions(
        case_id=case.pk, actor=bench.manager, now=NOW, alone_reason="担当は一人である"
    )
    assert case.status == "ACTING"
    assert case.alone_reason_note_id is not None


def test_content_changed_after_submission_is_not_acted_on(bench: ActingBench) -> None:
    case = bench.approved_to_be(ERASE_PROFILE)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE dsr_fulfilment_measure SET action = 'ANONYMISE'")
    with pytest.raises(UnableToApprove) as refused:
        begin_actions(case_id=case.pk, actor=bench.manager, now=NOW)
    assert refused.value.code == "CONTENT_CHANGED"
    assert not ActionTask.objects.exists()


def test_representatives_authority_is_checked_on_the_day_of_acting(bench: ActingBench) -> None:
    """What is done cannot be undone. Only the columns that identity writes are set here."""
    case = bench.approved_to_be(ERASE_PROFILE)
    Case.objects.filter(pk=case.pk).update(
        requester_kind="STATUTORY", authority_gate="PASSED", authority_checked_on=NOW.date()
    )
    next_day = NOW + timedelta(days=1)
    with pytest.raises(UnableToApprove) as refused:
        begin_actions(case_id=case.pk, actor=bench.manager, now=next_day)
    assert refused.value.code == "AUTHORITY_NOT_TODAY"
    assert not ActionTask.objects.exists()
    assert begin_actions(case_id=case.pk, actor=bench.manager, now=NOW).status == "ACTING"


def test_measure_that_nobody_could_take_is_refused(bench: ActingBench) -> None:
    case = bench.approved_to_be(ERASE_PROFILE)
    DataSource.objects.filter(code="APP").update(active=False)
    with pytest.raises(UnableToBeginActions) as refused:
        begin_actions(case_id=case.pk, actor=bench.manager, now=NOW)
    assert (refused.value.code, refused.value.categories) == ("NO_HOLDER", ("PROFILE",))
    assert Case.objects.get(pk=case.pk).status == "AWAITING_APPROVAL"


def test_person_without_a_verified_member_id_is_looked_for_by_hand(bench: ActingBench) -> None:
    bench.by_interface()
    case = bench.begun(ERASE_PROFILE, member_id="")
    assert holders(case) == [("SOURCE", "APP", "MANUAL", "WAITING")]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"note": "  "}, "NOTE_MISSING"),
        ({"affected": 0}, "COUNT"),
        ({"affected": -1}, "COUNT"),
        ({"affected": 2**31}, "COUNT"),
    ],
)
def test_confirmation_that_says_nothing_is_refused(
    bench: ActingBench, change: dict[str, Any], code: str
) -> None:
    task = ActionTask.objects.get(item__case=bench.begun(ERASE_PROFILE))
    with pytest.raises(UnableToAct) as refused:
        bench.confirmed(task, **change)
    assert refused.value.code == code
    task.refresh_from_db()
    assert (task.status, task.proof_id) == ("WAITING", None)


def test_database_refuses_a_wordless_confirmation_by_hand(bench: ActingBench) -> None:
    task = ActionTask.objects.get(item__case=bench.begun(ERASE_PROFILE))
    with pytest.raises(IntegrityError, match="hand_confirmation"), transaction.atomic():
        ActionTask.objects.filter(pk=task.pk).update(status="CONFIRMED", confirmed_at=NOW)


def test_who_may_act_and_who_may_call_off(bench: ActingBench) -> None:
    task = ActionTask.objects.get(item__case=bench.begun(ERASE_PROFILE))
    finance = staff_actor("finance")
    with pytest.raises(UnableToAct) as stranger:
        bench.confirmed(task, actor=finance)
    with pytest.raises(UnableToAct) as reviewer:
        cancel_action(task_id=task.pk, reason="不要", actor=bench.reviewer, now=NOW)
    assert (stranger.value.code, reviewer.value.code) == ("NOT_PERMITTED", "NOT_PERMITTED")
    with pytest.raises(UnableToAct) as wordless:
        cancel_action(task_id=task.pk, reason=" ", actor=bench.manager, now=NOW)
    assert wordless.value.code == "NOTE_MISSING"
    cancel_action(task_id=task.pk, reason="廃止された台帳", actor=bench.manager, now=NOW)
    with pytest.raises(UnableToAct) as late:
        bench.confirmed(task)
    assert late.value.code == "CONCLUDED"


def test_what_was_called_off_is_never_told_as_done(bench: ActingBench) -> None:
    case = bench.begun(ERASE_PROFILE)
    task = ActionTask.objects.get(item__case=case)
    cancel_action(task_id=task.pk, reason="廃止された台帳", actor=bench.manager, now=NOW)
    case.refresh_from_db()
    assert (case.status, case.actions_gate) == ("ACTING", "OPEN")
    assert is_called_off(case)
    return_to_review(case_id=case.pk, reason="措置を見直す", actor=bench.manager, now=NOW)
    case.refresh_from_db()
    assert case.status == "REVIEWING"


def test_interface_task_is_confirmed_by_hand_only_after_taking_it_over(bench: ActingBench) -> None:
    bench.by_interface()
    task = ActionTask.objects.get(item__case=bench.begun(ERASE_PROFILE))
    with pytest.raises(UnableToAct) as refused:
        bench.confirmed(task)
    assert refused.value.code == "NOT_BY_HAND"
    take_action_over(task_id=task.pk, actor=bench.reviewer, now=NOW)
    assert bench.confirmed(task).route == ActionRoute.MANUAL


def test_withdrawal_is_refused_once_acting_began(bench: ActingBench) -> None:
    bench.archive()
    case = bench.begun(ERASE_PROFILE)
    bench.confirmed(ActionTask.objects.order_by("pk")[0])
    return_to_review(case_id=case.pk, reason="範囲が違う", actor=bench.manager, now=NOW)
    with pytest.raises(UnableToTakeStep) as refused:
        withdraw_case(case_id=case.pk, actor=bench.manager, now=NOW)
    assert refused.value.guards == ("NO_ACTION_TAKEN",)


def test_what_was_confirmed_is_not_done_twice(bench: ActingBench) -> None:
    bench.archive()
    case = bench.begun(ERASE_PROFILE)
    app, archive = ActionTask.objects.order_by("source__code")
    bench.confirmed(app)
    return_to_review(case_id=case.pk, reason="書面を直す", actor=bench.manager, now=NOW)
    with pytest.raises(UnableToAct) as refused:
        bench.confirmed(archive)
    assert refused.value.code == "NOT_ACTING"
    assert not open_actions(on=NOW.date()).exists()
    bench.settle(Case.objects.get(pk=case.pk), ERASE_PROFILE)
    later = NOW + timedelta(days=1)
    case = begin_actions(case_id=case.pk, actor=bench.manager, now=later)
    assert case.status == "ACTING"
    assert holders(case) == [
        ("SOURCE", "APP", "MANUAL", "CONFIRMED"), ("SOURCE", "ARCHIVE", "MANUAL", "WAITING"),
    ]  # fmt: skip
    assert set(ActionTask.objects.values_list("pk", flat=True)) == {app.pk, archive.pk}
    bench.confirmed(archive)
    assert Case.objects.get(pk=case.pk).actions_gate == "PASSED"


def test_resubmission_with_everything_confirmed_is_ready_at_once(bench: ActingBench) -> None:
    case = bench.begun(ERASE_PROFILE)
    bench.confirmed(ActionTask.objects.get())
    return_to_review(case_id=case.pk, reason="書面を直す", actor=bench.manager, now=NOW)
    bench.settle(Case.objects.get(pk=case.pk), ERASE_PROFILE)
    assert Case.objects.get(pk=case.pk).actions_gate == "OPEN"
    case = begin_actions(case_id=case.pk, actor=bench.manager, now=NOW)
    assert (case.status, case.actions_gate) == ("AWAITING_APPROVAL", "PASSED")


def test_changed_measure_is_new_and_the_old_one_is_called_off(bench: ActingBench) -> None:
    bench.archive()
    case = bench.begun(CORRECT_NAME, asked=CORRECTION)
    app = ActionTask.objects.get(source__code="APP")
    bench.confirmed(app)
    return_to_review(case_id=case.pk, reason="字が違う", actor=bench.manager, now=NOW)
    other = PlannedMeasure(
        action=ActionKind.CORRECT, category="PROFILE", field="name", current="窓口 花子",
        right="受附 花子",
    )  # fmt: skip
    bench.settle(Case.objects.get(pk=case.pk), other)
    begin_actions(case_id=case.pk, actor=bench.manager, now=NOW)
    assert holders(case) == [
        ("SOURCE", "APP", "MANUAL", "CONFIRMED"), ("SOURCE", "APP", "MANUAL", "WAITING"),
        ("SOURCE", "ARCHIVE", "MANUAL", "CANCELLED"), ("SOURCE", "ARCHIVE", "MANUAL", "WAITING"),
    ]  # fmt: skip
    told = {action_detail(t)["right"] for t in ActionTask.objects.filter(status="WAITING")}
    assert told == {"受附 花子"}
    app.refresh_from_db()
    assert (app.measure_id, action_detail(app)["right"]) == (None, "受付 花子")


def test_open_actions_are_those_of_people_with_the_overdue_marked(bench: ActingBench) -> None:
    bench.by_interface()
    archive = bench.archive()
    bench.begun(ERASE_PROFILE)
    due = date(2026, 4, 8)
    assert [(t.source, t.overdue) for t in open_actions(on=due)] == [(archive, False)]  # type: ignore[attr-defined]
    late = open_actions(on=due + timedelta(days=1))
    assert [(t.source, t.overdue) for t in late] == [(archive, True)]  # type: ignore[attr-defined]
    ActionTask.objects.filter(route="HTTP").update(status="FAILED", last_error="GONE")
    assert open_actions(on=due).count() == 2


def test_progress_is_told_item_by_item(bench: ActingBench) -> None:
    bench.archive()
    case = bench.begun(ERASE_PROFILE)
    bench.confirmed(ActionTask.objects.order_by("pk")[0])
    (row,) = actions_by_item(case)
    assert (row.item, len(row.tasks), row.concluded, row.percent) == (case.items.get(), 2, 1, 50)


def test_assigning_starts_the_chasing_anew(bench: ActingBench) -> None:
    task = ActionTask.objects.get(item__case=bench.begun(ERASE_PROFILE))
    ActionTask.objects.update(chase_level=2, chased_on=NOW.date())
    manager = bench.manager.user_id or 0
    assign_action(task_id=task.pk, assignee_id=manager, actor=bench.reviewer, now=NOW)
    task.refresh_from_db()
    assert (task.assignee_id, task.chase_level, task.chased_on) == (manager, 0, None)


def together(*calls: Callable[[], object]) -> list[str]:
    """Run on as many connections at once; how each ended."""
    gate = threading.Barrier(len(calls))
    ends: list[str] = []

    def call(this: Callable[[], object]) -> None:
        gate.wait()
        try:
            this()
            ends.append("done")
        except (UnableToAct, UnableToTakeStep) as refused:
            ends.append(refused.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=call, args=(this,)) for this in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_last_confirmations_at_once_finish_once(bench: ActingBench) -> None:
    bench.archive()
    case = bench.begun(ERASE_PROFILE)
    first, second = ActionTask.objects.order_by("pk")
    ends = together(lambda: bench.confirmed(first), lambda: bench.confirmed(second))
    assert ends == ["done", "done"]
    assert Case.objects.get(pk=case.pk).status == "AWAITING_APPROVAL"
    assert steps(case).count("FINISH_ACTIONS") == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_same_confirmation_twice_at_once_counts_once(bench: ActingBench) -> None:
    bench.archive()
    bench.begun(ERASE_PROFILE)
    task = ActionTask.objects.order_by("pk")[0]
    proofs = [picture(), picture()]
    ends = together(*(lambda proof=proof: bench.confirmed(task, proof=proof) for proof in proofs))
    assert ends == ["CONCLUDED", "done"]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_confirmation_against_a_return_leaves_no_contradiction(bench: ActingBench) -> None:
    case = bench.begun(ERASE_PROFILE)
    task = ActionTask.objects.get()

    def send_back(actor: Actor = bench.manager) -> None:
        return_to_review(case_id=case.pk, reason="範囲が違う", actor=actor, now=NOW)

    ends = together(lambda: bench.confirmed(task), send_back)
    task.refresh_from_db()
    case = Case.objects.get(pk=case.pk)
    # Either the return came first and nothing is confirmed, or the confirmation finished the case
    # and it was returned from there. Never a confirmed action on a case still being acted on.
    assert case.status == "REVIEWING"
    confirmed = task.status == ActionStatus.CONFIRMED
    assert ends == (["done", "done"] if confirmed else ["NOT_ACTING", "done"])
    assert ("FINISH_ACTIONS" in steps(case)) == confirmed

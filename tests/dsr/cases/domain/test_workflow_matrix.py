"""Every status × every step, written by hand: what the workflow table is held against."""

import itertools

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.domain.actor import Actor, requester_actor, system_actor
from dsr.cases.domain import workflow
from dsr.cases.enums import Outcome, OutcomeCode, Status, Step
from dsr.cases.models import Case
from dsr.cases.services.endings import decline_case, withdraw_case
from dsr.cases.services.gates import pass_identity
from dsr.cases.services.items import ItemDecision, decide_items, mark_notified
from dsr.cases.services.workflow import UnableToTakeStep, take_step
from tests.corrections import correct_in_vain
from tests.desk import NOW, file_disclosure, make_requester, set_up_desk

pytestmark = pytest.mark.django_db

# One column a status, in this order; x = the step may be taken there.
COLUMNS = (
    "RECEIVED", "ACCEPTED", "COLLECTING", "REVIEWING", "AWAITING_APPROVAL", "ACTING", "RELEASED",
    "DELIVERED", "WAITING_FOR_REQUESTER", "CLOSED", "NOT_ACCEPTED", "WITHDRAWN",
)  # fmt: skip
MATRIX = {
    #                      rec acc col rev awa act rel del wai clo not wit
    "FILE":                "-   -   -   -   -   -   -   -   -   -   -   -",
    "PASS_IDENTITY":       "x   -   -   -   -   -   -   -   x   -   -   -",
    "FAIL_IDENTITY":       "x   -   -   -   -   -   -   -   x   -   -   -",
    "PASS_AUTHORITY":      "x   x   x   x   x   x   -   -   x   -   -   -",
    "FAIL_AUTHORITY":      "x   x   x   x   x   x   -   -   x   -   -   -",
    "PASS_FEE":            "x   x   x   x   x   x   -   -   x   -   -   -",
    "REOPEN_FEE":          "x   x   x   x   x   x   -   -   x   -   -   -",
    "ACCEPT":              "x   -   -   -   -   -   -   -   -   -   -   -",
    "BEGIN_COLLECTION":    "-   x   -   -   -   -   -   -   -   -   -   -",
    "FINISH_COLLECTION":   "-   -   x   -   -   -   -   -   -   -   -   -",
    "COLLECT_AGAIN":       "-   -   -   x   -   -   -   -   -   -   -   -",
    "SUBMIT_FOR_APPROVAL": "-   -   -   x   -   -   -   -   -   -   -   -",
    "RETURN_TO_REVIEW":    "-   -   -   -   x   x   -   -   -   -   -   -",
    "BEGIN_ACTIONS":       "-   -   -   -   x   -   -   -   -   -   -   -",
    "FINISH_ACTIONS":      "-   -   -   -   -   x   -   -   -   -   -   -",
    "RELEASE":             "-   -   -   -   x   -   -   -   -   -   -   -",
    "RECORD_DELIVERY":     "-   -   -   -   -   -   x   -   -   -   -   -",
    "CLOSE":               "-   -   -   -   -   -   x   x   -   -   -   -",
    "ASK_REQUESTER":       "x   x   x   x   -   -   -   -   -   -   -   -",
    "RESUME":              "-   -   -   -   -   -   -   -   x   -   -   -",
    "DECLINE_ACCEPTANCE":  "x   -   -   -   -   -   -   -   x   -   -   -",
    "WITHDRAW":            "x   x   x   x   x   -   -   -   x   -   -   -",
    "ASSIGN":              "x   x   x   x   x   x   x   x   x   -   -   -",
    "ESCALATE":            "x   x   x   x   x   x   x   x   x   -   -   -",
    "REMIND_REQUESTER":    "x   -   -   -   -   -   -   -   x   -   -   -",
    "CHANGE_METHOD":       "x   x   x   x   x   x   -   -   x   -   -   -",
    "NOTIFY_PRINCIPAL":    "x   x   x   x   x   x   x   x   x   x   x   x",
    "LINK_CASE":           "x   x   x   x   x   x   x   x   x   x   x   x",
    "EXTEND_DEADLINE":     "x   x   x   x   x   x   -   -   x   -   -   -",
    "SEND_INTERIM_NOTICE": "x   x   x   x   x   x   -   -   x   -   -   -",
    "WRITE_MESSAGE":       "x   x   x   x   x   x   x   x   x   x   x   x",
    "RECEIVE_MESSAGE":     "x   x   x   x   x   x   x   x   x   x   x   x",
    "WRITE_NOTE":          "x   x   x   x   x   x   x   x   x   x   x   x",
}  # fmt: skip

# Legal changes of status, by hand; the trigger refuses every other pair.
PAIRS = {
    ("RECEIVED", "ACCEPTED"), ("RECEIVED", "WAITING_FOR_REQUESTER"), ("RECEIVED", "NOT_ACCEPTED"),
    ("RECEIVED", "WITHDRAWN"),
    ("ACCEPTED", "COLLECTING"), ("ACCEPTED", "WAITING_FOR_REQUESTER"), ("ACCEPTED", "WITHDRAWN"),
    ("COLLECTING", "REVIEWING"), ("COLLECTING", "WAITING_FOR_REQUESTER"),
    ("COLLECTING", "WITHDRAWN"),
    ("REVIEWING", "COLLECTING"), ("REVIEWING", "AWAITING_APPROVAL"),
    ("REVIEWING", "WAITING_FOR_REQUESTER"), ("REVIEWING", "WITHDRAWN"),
    ("AWAITING_APPROVAL", "REVIEWING"), ("AWAITING_APPROVAL", "RELEASED"),
    ("AWAITING_APPROVAL", "WITHDRAWN"), ("AWAITING_APPROVAL", "ACTING"),
    ("ACTING", "AWAITING_APPROVAL"), ("ACTING", "REVIEWING"),
    ("RELEASED", "DELIVERED"), ("RELEASED", "CLOSED"), ("DELIVERED", "CLOSED"),
    ("WAITING_FOR_REQUESTER", "RECEIVED"), ("WAITING_FOR_REQUESTER", "ACCEPTED"),
    ("WAITING_FOR_REQUESTER", "COLLECTING"), ("WAITING_FOR_REQUESTER", "REVIEWING"),
    ("WAITING_FOR_REQUESTER", "NOT_ACCEPTED"), ("WAITING_FOR_REQUESTER", "WITHDRAWN"),
}  # fmt: skip

PATH = ("ACCEPTED", "COLLECTING", "REVIEWING", "AWAITING_APPROVAL", "RELEASED", "DELIVERED")
STEP_TO = {
    "COLLECTING": Step.BEGIN_COLLECTION,
    "REVIEWING": Step.FINISH_COLLECTION,
    "AWAITING_APPROVAL": Step.SUBMIT_FOR_APPROVAL,
    "RELEASED": Step.RELEASE,
    "DELIVERED": Step.RECORD_DELIVERY,
}
SYSTEM = system_actor("test")
EVERY_PERMISSION = frozenset(row.permission for row in workflow.TABLE)


def staff(email: str) -> Actor:
    """Somebody at the desk who may do everything the table names."""
    return Actor(kind="STAFF", user_id=make_requester(email).pk, permissions=EVERY_PERMISSION)


class Walk:
    """Takes one case to a status by the real services."""

    def __init__(self) -> None:
        set_up_desk()
        self.preparer = staff("preparer@milly.example")
        self.releaser = staff("releaser@milly.example")
        self.case = file_disclosure(make_requester())

    def to(self, status: str) -> Case:
        if status == Status.WITHDRAWN:
            withdraw_case(case_id=self.case.pk, actor=self.requester, now=NOW)
        elif status == Status.NOT_ACCEPTED:
            correct_in_vain(case_id=self.case.pk, code=OutcomeCode.F3, actor=self.preparer, now=NOW)
            decline_case(
                case_id=self.case.pk,
                code=OutcomeCode.F3,
                reason="不備",
                actor=self.preparer,
                now=NOW,
            )
        elif status == Status.WAITING_FOR_REQUESTER:
            self.step(Step.ASK_REQUESTER, self.preparer, reason="不備")
        elif status == Status.ACTING:
            self._along_the_path("AWAITING_APPROVAL")
            want_actions(self.case)
            self.step(Step.BEGIN_ACTIONS, self.releaser)
        elif status != Status.RECEIVED:
            self._along_the_path(status)
        self.case.refresh_from_db()
        assert self.case.status == status
        return self.case

    @property
    def requester(self) -> Actor:
        return requester_actor(self.case.requester_id)

    def step(self, step: Step, actor: Actor, reason: str = "") -> None:
        take_step(case_id=self.case.pk, step=step, actor=actor, now=NOW, reason=reason)

    def _along_the_path(self, status: str) -> None:
        pass_identity(case_id=self.case.pk, facts={}, actor=SYSTEM, now=NOW)
        last = "DELIVERED" if status == "CLOSED" else status
        for target in PATH[1 : PATH.index(last) + 1]:
            if target == "RELEASED":
                self.decide()
            self.step(STEP_TO[target], self.releaser if target == "RELEASED" else self.preparer)
        if status == "CLOSED":
            mark_notified(case_id=self.case.pk, now=NOW)
            self.step(Step.CLOSE, self.preparer)

    def decide(self) -> None:
        item = self.case.items.get()
        decide_items(
            case_id=self.case.pk,
            decisions=[ItemDecision(item_id=item.pk, outcome=Outcome.FULL)],
            now=NOW,
        )


def test_matrix_has_a_row_for_every_step_and_a_column_for_every_status() -> None:
    assert set(MATRIX) == set(Step.values)
    assert set(COLUMNS) == set(Status.values)
    assert {len(row.split()) for row in MATRIX.values()} == {len(COLUMNS)}


@pytest.mark.parametrize("status", COLUMNS)
def test_every_step_from_status_is_as_the_matrix_says(status: str) -> None:
    walk = Walk()
    case = walk.to(status)
    ready_to_leave(walk, status)
    seen = {}
    for step in Step:
        with transaction.atomic():
            seen[step.value] = "x" if is_taken(case, step, walk) else "-"
            transaction.set_rollback(True)
    column = COLUMNS.index(status)
    assert seen == {step: row.split()[column] for step, row in MATRIX.items()}


def want_actions(case: Case) -> None:
    """As if what was submitted says that sources must be changed."""
    Case.objects.filter(pk=case.pk).update(actions_gate="OPEN")


def ready_to_leave(walk: Walk, status: str) -> None:
    """Meet the guards, so that only the status decides."""
    if status in ("AWAITING_APPROVAL",):
        walk.decide()
    if status in ("RELEASED", "DELIVERED"):
        mark_notified(case_id=walk.case.pk, now=NOW)
    if status == "RECEIVED":  # identity passed while the fee was open: ACCEPT is still to come
        Case.objects.filter(pk=walk.case.pk).update(identity_gate="PASSED")


def is_taken(case: Case, step: Step, walk: Walk) -> bool:
    """Try with the first kind of actor the table names; the matrix is about status alone."""
    kind = workflow.BY_STEP[step].by[-1 if step == Step.WITHDRAW else 0]
    releasing = step in (Step.RELEASE, Step.BEGIN_ACTIONS)
    if step == Step.BEGIN_ACTIONS and case.status == Status.AWAITING_APPROVAL:
        want_actions(case)
    actor = {
        "STAFF": walk.releaser if releasing else walk.preparer,
        "SYSTEM": SYSTEM,
        "REQUESTER": walk.requester,
    }[kind]
    columns = {"non_acceptance_code": "F3"} if step == Step.DECLINE_ACCEPTANCE else {}
    try:
        take_step(case_id=case.pk, step=step, actor=actor, now=NOW, reason="理由", columns=columns)
    except UnableToTakeStep as refused:
        if refused.code != "WRONG_STATUS":
            raise
        return False
    return True


def test_status_pairs_of_the_table_are_the_hand_written_ones() -> None:
    assert set(workflow.status_pairs()) == PAIRS


@pytest.mark.parametrize("source", COLUMNS)
def test_trigger_refuses_every_other_pair_of_statuses(source: str) -> None:
    case = Walk().to(source)
    for target in COLUMNS:
        if target == source:
            continue
        message = "" if (source, target) in PAIRS else f"does not go from {source} to {target}"
        assert message in trigger_message(case, target)
        assert bool(message) == ("does not go" in trigger_message(case, target))


def trigger_message(case: Case, target: str) -> str:
    """What the database says to raw SQL; a CHECK may refuse a legal pair for its dates."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE dsr_cases_case SET status=%s WHERE id=%s", [target, case.pk])
            transaction.set_rollback(True)
    except IntegrityError as error:
        return str(error)
    return ""


def test_no_pair_is_missing_from_the_trigger_in_the_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname='dsr_cases_status_guard'")
        source = cursor.fetchone()[0]
    for pair in itertools.permutations(COLUMNS, 2):
        assert (f"('{pair[0]}', '{pair[1]}')" in source) == (pair in PAIRS)


@pytest.mark.parametrize("row", workflow.TABLE, ids=lambda row: row.step)
def test_staff_without_the_permission_is_refused(row: workflow.Transition) -> None:
    if "STAFF" not in row.by or row.step == "FILE":
        assert row.step in {"REOPEN_FEE", "RECEIVE_MESSAGE", "FILE", "ESCALATE"}
        return
    walk = Walk()
    lacking = Actor(
        kind="STAFF",
        user_id=walk.preparer.user_id,
        permissions=EVERY_PERMISSION - {row.permission},
    )
    with pytest.raises(UnableToTakeStep) as refused:
        walk.step(Step(row.step), lacking, reason="理由")
    assert refused.value.code == "NOT_PERMITTED"


@pytest.mark.parametrize("row", [r for r in workflow.TABLE if r.needs_reason], ids=lambda r: r.step)
def test_step_that_needs_a_reason_is_refused_without(row: workflow.Transition) -> None:
    walk = Walk()
    status = next(s for s in COLUMNS if s in row.sources)
    walk.to(status)
    for blank in ("", "   ", "\n"):
        with pytest.raises(UnableToTakeStep) as refused:
            walk.step(Step(row.step), walk.preparer, reason=blank)
        assert refused.value.code == "REASON_MISSING"


def test_who_prepares_does_not_release_even_by_raw_step() -> None:
    walk = Walk()
    walk.to("AWAITING_APPROVAL")
    walk.decide()
    with pytest.raises(IntegrityError, match="who_prepares_does_not_release"), transaction.atomic():
        walk.step(Step.RELEASE, walk.preparer)
    walk.case.refresh_from_db()
    assert walk.case.status == "AWAITING_APPROVAL"


def test_fee_gate_open_stops_acceptance_and_release() -> None:
    walk = Walk()
    walk.to("AWAITING_APPROVAL")
    walk.decide()
    take_step(
        case_id=walk.case.pk, step=Step.REOPEN_FEE, actor=SYSTEM, now=NOW,
        columns={"fee_gate": "OPEN"},
    )  # fmt: skip
    with pytest.raises(UnableToTakeStep) as refused:
        walk.step(Step.RELEASE, walk.releaser)
    assert (refused.value.code, refused.value.guards) == ("GUARD", ("FEE_PASSED",))


def test_undecided_item_stops_release() -> None:
    walk = Walk()
    walk.to("AWAITING_APPROVAL")
    with pytest.raises(UnableToTakeStep) as refused:
        walk.step(Step.RELEASE, walk.releaser)
    assert (refused.value.code, refused.value.guards) == ("GUARD", ("ITEMS_DECIDED",))


def test_unnotified_item_stops_closing() -> None:
    walk = Walk()
    walk.to("DELIVERED")
    with pytest.raises(UnableToTakeStep) as refused:
        walk.step(Step.CLOSE, walk.preparer)
    assert (refused.value.code, refused.value.guards) == ("GUARD", ("ITEMS_NOTIFIED",))


def test_stale_view_is_refused() -> None:
    walk = Walk()
    with pytest.raises(UnableToTakeStep) as refused:
        take_step(case_id=walk.case.pk, step=Step.WITHDRAW, actor=walk.requester, now=NOW, seen=0)
    assert refused.value.code == "STALE"


def test_staff_take_no_step_on_their_own_request() -> None:
    walk = Walk()
    own = Actor(kind="STAFF", user_id=walk.case.requester_id, permissions=EVERY_PERMISSION)
    for step in (Step.ASSIGN, Step.PASS_IDENTITY, Step.WRITE_NOTE):
        with pytest.raises(UnableToTakeStep) as refused:
            walk.step(step, own)
        assert refused.value.code == "NOT_PERMITTED"

"""Endings without an answer: withdrawal by the person, non-acceptance by the desk (F codes)."""

from datetime import datetime

from django.db import transaction

from accounts.domain.actor import Actor
from dsr.cases.enums import Outcome, OutcomeCode, Step
from dsr.cases.models import Case, CaseItem, DefectRequest
from dsr.cases.services.items import ItemDecision, decide_items, mark_notified
from dsr.cases.services.workflow import take_step
from policies.domain.calendar import jst_date

F_CODES = (OutcomeCode.F1, OutcomeCode.F2, OutcomeCode.F3, OutcomeCode.F4)


class UnableToDeclineCase(Exception):
    """The request is not declined, and nothing changed.

    `code`: CODE (no ground of non-acceptance), NOT_OFFERED (the person was never asked to put
    just this right) or NOT_OVER (they were asked, and still have time).
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


@transaction.atomic
def withdraw_case(
    *, case_id: int, actor: Actor, now: datetime, reason: str = "", seen: int | None = None
) -> Case:
    """The person takes the request back: no reason needed. The refund rule follows by job.

    Raises UnableToTakeStep once the answer was released.
    """
    case = take_step(
        case_id=case_id, step=Step.WITHDRAW, actor=actor, now=now, reason=reason, seen=seen
    )
    _end_items(case, Outcome.WITHDRAWN, "", now)
    return case


@transaction.atomic
def decline_case(
    *,
    case_id: int,
    code: OutcomeCode,
    reason: str,
    actor: Actor,
    now: datetime,
    seen: int | None = None,
) -> Case:
    """Not accepted (受付不可), with an F code and a reason the person is told; refiling is open.

    Correction comes first (DOMAIN §3): the person was asked to put this very ground right, and
    either the time for it is over or they answered and it is still not enough.

    Raises UnableToDeclineCase, and UnableToTakeStep when the table refuses.
    """
    if code not in F_CODES:
        raise UnableToDeclineCase(f"{code} is not a ground of non-acceptance.", code="CODE")
    Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    _check_correction_came_first(case_id, code, now)
    case = take_step(
        case_id=case_id,
        step=Step.DECLINE_ACCEPTANCE,
        actor=actor,
        now=now,
        reason=reason,
        facts={"code": str(code)},
        columns={"non_acceptance_code": code},
        seen=seen,
    )
    _end_items(case, Outcome.NOT_ACCEPTED, code, now)
    return case


def _check_correction_came_first(case_id: int, code: OutcomeCode, now: datetime) -> None:
    asked = DefectRequest.objects.filter(case_id=case_id, code=code)
    if not asked.exists():
        raise UnableToDeclineCase(
            f"The person was not asked to put {code} right.", code="NOT_OFFERED"
        )
    running = asked.filter(
        answered_at__isnull=True, ended_at__isnull=True, due_date__gte=jst_date(now)
    )
    if running.exists():
        raise UnableToDeclineCase("The time for the correction is not over.", code="NOT_OVER")


def _end_items(case: Case, outcome: Outcome, code: str, now: datetime) -> None:
    open_items = CaseItem.objects.filter(case=case, decided_at__isnull=True)
    decide_items(
        case_id=case.pk,
        decisions=[
            ItemDecision(item_id=pk, outcome=outcome, code=code)
            for pk in open_items.values_list("pk", flat=True)
        ],
        now=now,
    )
    mark_notified(case_id=case.pk, now=now)

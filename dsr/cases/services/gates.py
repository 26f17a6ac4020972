"""Gates: floors above report identity and fee here; an open request accepts itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.domain.actor import Actor, system_actor
from dsr.cases.domain.workflow import BY_STEP, unmet_guards
from dsr.cases.enums import Gate, OutcomeCode, Status, Step
from dsr.cases.models import Case
from dsr.cases.services.workflow import take_step
from policies.domain.calendar import jst_date

ACCEPTING = system_actor("cases.accept_when_gates_pass")
ANSWERING = system_actor("cases.answer_defect")


@transaction.atomic
def pass_identity(
    *, case_id: int, facts: Mapping[str, Any], actor: Actor, now: datetime, reason: str = ""
) -> Case:
    """Identity verified. Accepts the request when the fee is settled too."""
    case = take_step(
        case_id=case_id, step=Step.PASS_IDENTITY, actor=actor, now=now, reason=reason, facts=facts,
        columns={"identity_gate": Gate.PASSED},
    )  # fmt: skip
    return _go_on(case, code=OutcomeCode.F1, now=now)


def fail_identity(
    *, case_id: int, facts: Mapping[str, Any], reason: str, actor: Actor, now: datetime
) -> Case:
    """Identity not verified; the person is asked to act, nothing is refused yet (補正 first)."""
    return take_step(
        case_id=case_id, step=Step.FAIL_IDENTITY, actor=actor, now=now, reason=reason, facts=facts,
        columns={"identity_gate": Gate.FAILED},
    )  # fmt: skip


@transaction.atomic
def pass_authority(
    *,
    case_id: int,
    facts: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    reason: str = "",
    columns: Mapping[str, Any] | None = None,
) -> Case:
    """Authority of the representative confirmed today; checked again on the day of release.

    Arguments:
        columns: what a first confirmation settles besides: answer_goes_to, principal_notice_gate
            and principal_address_sealed. A check on the day of release changes none of them.
    """
    passed = {"authority_gate": Gate.PASSED, "authority_checked_on": jst_date(now)}
    case = take_step(
        case_id=case_id, step=Step.PASS_AUTHORITY, actor=actor, now=now, reason=reason, facts=facts,
        columns=passed | dict(columns or {}),
    )  # fmt: skip
    return _go_on(case, code=OutcomeCode.F2, now=now)


def fail_authority(
    *, case_id: int, facts: Mapping[str, Any], reason: str, actor: Actor, now: datetime
) -> Case:
    """Authority not confirmed, or no longer: nothing may be released to the representative."""
    return take_step(
        case_id=case_id, step=Step.FAIL_AUTHORITY, actor=actor, now=now, reason=reason, facts=facts,
        columns={"authority_gate": Gate.FAILED},
    )  # fmt: skip


def pass_principal_notice(
    *, case_id: int, facts: Mapping[str, Any], actor: Actor, now: datetime
) -> Case:
    """The principal was told that somebody asks for them (DOMAIN §6, SECURITY 8)."""
    return take_step(
        case_id=case_id, step=Step.NOTIFY_PRINCIPAL, actor=actor, now=now, facts=facts,
        columns={"principal_notice_gate": Gate.PASSED},
    )  # fmt: skip


@transaction.atomic
def pass_fee(*, case_id: int, facts: Mapping[str, Any], actor: Actor, now: datetime) -> Case:
    """Fee settled. Accepts the request when identity is verified too."""
    case = take_step(
        case_id=case_id, step=Step.PASS_FEE, actor=actor, now=now, facts=facts,
        columns={"fee_gate": Gate.PASSED},
    )  # fmt: skip
    return _go_on(case, code=OutcomeCode.F4, now=now)


def reopen_fee(*, case_id: int, facts: Mapping[str, Any], actor: Actor, now: datetime) -> Case:
    """The money came back out (refund, dispute) or a fee became due before release."""
    return take_step(
        case_id=case_id, step=Step.REOPEN_FEE, actor=actor, now=now, facts=facts,
        columns={"fee_gate": Gate.OPEN},
    )  # fmt: skip


@transaction.atomic
def resume_case(
    *,
    case_id: int,
    facts: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    reason: str = "",
    seen: int | None = None,
) -> Case:
    """Go on where the case waited. Accepts the request whose gates passed meanwhile."""
    case = take_step(
        case_id=case_id, step=Step.RESUME, actor=actor, now=now, reason=reason, facts=facts,
        seen=seen,
    )  # fmt: skip
    return accept_when_ready(case=case, now=now)


@transaction.atomic
def answer_defect(
    *, case_id: int, code: OutcomeCode, facts: Mapping[str, Any], now: datetime
) -> bool:
    """The person did what a correction asked (a document came, the fee was paid): go on.

    Floors above call it with the ground their matter answers: F1 identity, F2 authority, F4 fee.
    Answers whether the case was waiting for just that; otherwise nothing happens. It is not
    judged here whether what came is enough: the desk looks next, and may ask again.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    asked = case.defect_requests.filter(
        code=code, answered_at__isnull=True, ended_at__isnull=True
    ).exists()
    if case.status != Status.WAITING_FOR_REQUESTER or not asked:
        return False
    resume_case(case_id=case_id, facts={**facts, "answers": str(code)}, actor=ANSWERING, now=now)
    return True


def _go_on(case: Case, *, code: OutcomeCode, now: datetime) -> Case:
    """A gate passed: a correction that asked for it is answered, and the request accepted."""
    if answer_defect(case_id=case.pk, code=code, facts={}, now=now):
        return Case.objects.get(pk=case.pk)
    return accept_when_ready(case=case, now=now)


def accept_when_ready(*, case: Case, now: datetime) -> Case:
    """Take ACCEPT for the system when the case is RECEIVED and both gates stand open."""
    if case.status != Status.RECEIVED or unmet_guards(BY_STEP[Step.ACCEPT], case):
        return case
    return take_step(case_id=case.pk, step=Step.ACCEPT, actor=ACCEPTING, now=now)

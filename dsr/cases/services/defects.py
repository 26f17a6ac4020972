"""Correction of defects (補正): asked with a due date, reminded of, answered or run out.

The target stands still from asking until the reply (DOMAIN §5); arrival and Art 39 never do.
"""

import uuid
from datetime import datetime

from django.db import transaction

from accounts.domain.actor import Actor, system_actor
from accounts.domain.my_number import contains_my_number
from accounts.gateways.sealing import seal_text
from dsr.cases.enums import Gate, OutcomeCode, RequesterKind, Step
from dsr.cases.models import Case, DefectRequest
from dsr.cases.selectors.defects import open_defects, reminder_dates
from dsr.cases.services.endings import F_CODES
from dsr.cases.services.gates import answer_defect as answer_defect
from dsr.cases.services.workflow import take_step
from policies.domain.calendar import jst_date
from policies.enums import DeadlineCode
from policies.selectors.rules import due_date

MOST_LETTERS = 1000  # of what is asked: the person reads it on a phone
REMINDING = system_actor("cases.remind_requesters")


class UnableToAskForCorrection(Exception):
    """Nothing was asked.

    `code`: CODE (no F1-F4), SETTLED (that gate stands open already, or is not needed), EMPTY,
    TOO_LONG or MY_NUMBER.
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


@transaction.atomic
def ask_for_correction(
    *,
    case_id: int,
    code: OutcomeCode,
    text: str,
    actor: Actor,
    now: datetime,
    seen: int | None = None,
) -> DefectRequest:
    """Ask the person to complete the request; the case waits and its target stands still.

    Arguments:
        code: the ground the case would end on if nothing comes (F1-F4).
        text: what is asked, to the person, at most 1,000 characters.

    Raises:
        UnableToAskForCorrection: nothing changed.
        UnableToTakeStep: the table refuses, such as while the case waits already.
    """
    text = text.strip()
    _check_text(text)
    case = Case.objects.select_for_update(of=("self",)).select_related("data_key").get(pk=case_id)
    _check_code(case, code)
    asked_on = jst_date(now)
    due = due_date(DeadlineCode.DEFECTS, start=asked_on)
    defect_id = uuid.uuid4()
    take_step(
        case_id=case_id, step=Step.ASK_REQUESTER, actor=actor, now=now, reason=text, seen=seen,
        facts={"code": str(code), "defect": str(defect_id), "due": due.date.isoformat()},
    )  # fmt: skip
    return DefectRequest.objects.create(
        id=defect_id,
        case=case,
        code=code,
        text_sealed=seal_text(
            case.data_key, text, context=f"dsr_cases.defectrequest.text:{defect_id}"
        ),
        asked_at=now,
        due_date=due.date,
        due_rule=due.rule,
    )


def remind_requesters(*, now: datetime) -> int:
    """Remind everybody whose reminder day has come; answers how many mails were written.

    Twice at most: at the day of the DEFECTS_REMINDER rule and two business days before the end.
    A day that was missed is made up for once. Calling it again the same day writes nothing.
    """
    ids = open_defects().filter(due_date__gte=jst_date(now)).order_by("due_date", "pk")
    return sum(
        _remind(defect_id=defect_id, now=now) for defect_id in ids.values_list("pk", flat=True)
    )


@transaction.atomic
def _remind(*, defect_id: uuid.UUID, now: datetime) -> bool:
    case_id = DefectRequest.objects.values_list("case_id", flat=True).get(pk=defect_id)
    Case.objects.select_for_update(of=("self",)).get(pk=case_id)  # as every writer locks first
    defect = open_defects().filter(pk=defect_id).first()
    if defect is None:
        return False
    today = jst_date(now)
    passed = [on for on in reminder_dates(defect) if on <= today]
    if not passed or (defect.reminded_on is not None and defect.reminded_on >= passed[-1]):
        return False
    defect.reminders += 1
    defect.reminded_on = today
    defect.save(update_fields=["reminders", "reminded_on"])
    take_step(
        case_id=case_id, step=Step.REMIND_REQUESTER, actor=REMINDING, now=now,
        facts={"defect": str(defect_id), "number": defect.reminders},
    )  # fmt: skip
    return True


def _check_text(text: str) -> None:
    if not text:
        raise UnableToAskForCorrection("Nothing is asked.", code="EMPTY")
    if len(text) > MOST_LETTERS:
        raise UnableToAskForCorrection("The text is too long.", code="TOO_LONG")
    if contains_my_number(text):
        raise UnableToAskForCorrection("The text holds a My Number.", code="MY_NUMBER")


def _check_code(case: Case, code: OutcomeCode) -> None:
    if code not in F_CODES:
        raise UnableToAskForCorrection(f"{code} is not a ground of a correction.", code="CODE")
    settled = {
        OutcomeCode.F1: case.identity_gate not in (Gate.OPEN, Gate.FAILED),
        OutcomeCode.F2: case.requester_kind == RequesterKind.SELF
        or case.authority_gate == Gate.PASSED,
        OutcomeCode.F4: case.fee_gate != Gate.OPEN,
    }
    if settled.get(code, False):
        raise UnableToAskForCorrection(f"{code} is settled, or not needed.", code="SETTLED")

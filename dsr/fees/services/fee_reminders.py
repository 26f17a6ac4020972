"""Unpaid fees: the person is reminded, then formally asked (補正, F4). The desk alone declines.

The clocks are those of a correction of defects (policies, DEFECTS_REMINDER and DEFECTS): a fee
that is due is a request that is not complete yet.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.domain.actor import system_actor
from dsr.cases.domain.workflow import BEFORE_RELEASE, MAY_WAIT
from dsr.cases.enums import Gate, OutcomeCode
from dsr.cases.models import Case
from dsr.cases.services.defects import ask_for_correction
from dsr.fees.enums import FeeStatus
from dsr.fees.models import Fee
from dsr.fees.services.fee_mails import tell_fee_due
from policies.domain.calendar import jst_date
from policies.enums import DeadlineCode
from policies.selectors.rules import due_date

ASKING = system_actor("fees.ask_for_unpaid_fee")


def remind_of_fees(*, now: datetime) -> int:
    """Remind of every unpaid fee whose day has come; answers how many people were written to.

    On the first day (DEFECTS_REMINDER after the fee was raised) a case that may wait is asked to
    be completed: its target stands still, payment resumes it by itself, the reminders of a
    correction follow, and after its last day the desk finds the decision F4 filled in. Where the
    case may not wait (the answer is prepared, or something else was asked already), a mail reminds
    on that day and again after DEFECTS. Nothing is ever declined here. Again the same day: nothing.
    """
    waiting = Fee.objects.filter(
        status=FeeStatus.DUE, case__fee_gate=Gate.OPEN, case__status__in=BEFORE_RELEASE
    )
    ids = list(waiting.order_by("raised_at", "pk").values_list("pk", flat=True))
    return sum(_remind(fee_id=fee_id, now=now) for fee_id in ids)


@transaction.atomic
def _remind(*, fee_id: int, now: datetime) -> bool:
    fee = Fee.objects.select_for_update(of=("self",)).get(pk=fee_id)
    case = Case.objects.select_for_update(of=("self",)).select_related("requester").get(
        pk=fee.case_id
    )  # fmt: skip
    today = jst_date(now)
    passed = [on for on in reminder_days(fee) if on <= today]
    unpaid = fee.status == FeeStatus.DUE and case.fee_gate == Gate.OPEN
    reminded = fee.reminded_on is not None and bool(passed) and fee.reminded_on >= passed[-1]
    if not unpaid or not passed or reminded or case.status not in BEFORE_RELEASE:
        return False
    fee.reminded_on = today
    fee.save(update_fields=["reminded_on"])
    asked = case.defect_requests.filter(code=OutcomeCode.F4).exists()
    if case.status in MAY_WAIT and not asked:
        ask_for_correction(
            case_id=case.pk, code=OutcomeCode.F4, text=_request_to_pay(case), actor=ASKING, now=now
        )
    else:
        tell_fee_due(fee=fee, now=now)
    return True


def reminder_days(fee: Fee) -> list[date]:
    """When an unpaid fee is reminded of, in order: by the rules in force when it was raised."""
    raised_on = jst_date(fee.raised_at)
    codes = (DeadlineCode.DEFECTS_REMINDER, DeadlineCode.DEFECTS)
    return sorted({due_date(code, start=raised_on).date for code in codes})


def _request_to_pay(case: Case) -> str:
    with override("en" if case.language.startswith("en") else "ja"):
        return _(
            "We have not received the fee for your request yet. Please pay it on the page of your "
            "request by the date shown. If it is not paid by then, we may not be able to accept "
            "the request. You can file it again at any time."
        )

"""Closing: everything answered and handed over; what was collected gets its last day."""

from datetime import datetime

from django.db import transaction

from accounts.domain.actor import Actor
from dsr.cases.enums import Step
from dsr.cases.models import Case
from dsr.cases.services.workflow import take_step
from dsr.fulfilment.enums import Handover
from dsr.fulfilment.selectors.deliveries import delivery_of
from dsr.fulfilment.selectors.promises import last_promised_day
from dsr.fulfilment.services.purge_dates import keep_case_file_until, set_end_dates
from policies.domain.calendar import jst_date
from policies.enums import RetentionCode
from policies.selectors.rules import retention_until


class UnableToCloseCase(Exception):
    """The answer has not reached the person; closing all the same needs a reason."""


@transaction.atomic
def close_case(
    *, case_id: int, actor: Actor, now: datetime, reason: str = "", seen: int | None = None
) -> Case:
    """Close a released or delivered case and set the dates by which its data must be gone.

    Promises outlive the closing: the case file is kept until after the last of them falls due.

    Arguments:
        reason: mandatory where data was to be handed over and was not received.

    Raises UnableToCloseCase, UnableToTakeStep.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    delivery = delivery_of(case)
    letter_only = delivery is not None and delivery.handover == Handover.LETTER
    if case.delivered_at is None and not letter_only and not reason.strip():
        raise UnableToCloseCase("The answer was not received; say why the case closes.")
    closed = take_step(
        case_id=case_id, step=Step.CLOSE, actor=actor, now=now, reason=reason, seen=seen
    )
    promised = last_promised_day(closed)
    if promised is not None:
        until = retention_until(RetentionCode.CASE_FILE, start=max(promised, jst_date(now)))
        keep_case_file_until(case=closed, until=until, now=now)
    set_end_dates(case=closed, now=now)
    return closed

"""Postings: an answer sent on paper or on a medium, by which mail and under which number."""

from datetime import date, datetime

from django.db import transaction

from accounts.domain.actor import Actor
from dsr.cases.enums import Step
from dsr.cases.models import Case
from dsr.cases.services.workflow import take_step
from dsr.fulfilment.enums import Handover, PostalMethod
from dsr.fulfilment.selectors.deliveries import delivery_of
from policies.domain.calendar import jst_date

_LONGEST_NUMBER = 40


class UnableToRecordPosting(Exception):
    """Refused. `code`: NO_DELIVERY, TRACKING_MISSING, TRACKING_TOO_LONG or DAY."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


@transaction.atomic
def record_posting(
    *,
    case_id: int,
    postal_method: PostalMethod,
    tracking_number: str,
    posted_on: date,
    actor: Actor,
    now: datetime,
    seen: int | None = None,
) -> Case:
    """The answer was posted: delivered.

    Arguments:
        tracking_number: mandatory but for ordinary mail.
        posted_on: JST day of posting, from the release to today.

    Raises UnableToRecordPosting, UnableToTakeStep.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    tracking_number = tracking_number.strip()
    if postal_method != PostalMethod.ORDINARY and not tracking_number:
        raise UnableToRecordPosting("A tracking number is needed.", code="TRACKING_MISSING")
    if len(tracking_number) > _LONGEST_NUMBER:
        raise UnableToRecordPosting("The number is too long.", code="TRACKING_TOO_LONG")
    taken = take_step(
        case_id=case_id, step=Step.RECORD_DELIVERY, actor=actor, now=now, seen=seen,
        facts={"handover": Handover.POST.value, "postal_method": str(postal_method)},
    )  # fmt: skip
    if case.released_at is None or not jst_date(case.released_at) <= posted_on <= jst_date(now):
        raise UnableToRecordPosting("Not a day between release and today.", code="DAY")
    delivery = delivery_of(case)
    if delivery is None:
        raise UnableToRecordPosting("Nothing was released.", code="NO_DELIVERY")
    delivery.postal_method = postal_method
    delivery.tracking_number = tracking_number
    delivery.posted_on = posted_on
    delivery.posted_by_id = actor.user_id
    delivery.save(
        update_fields=["postal_method", "tracking_number", "posted_on", "posted_by_id"]
    )  # fmt: skip
    return taken

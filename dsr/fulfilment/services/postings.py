"""Postings: an answer sent on paper or on a medium, by which mail and under which number."""

import uuid
from datetime import date, datetime

from django.db import transaction

from accounts.domain.actor import Actor
from accounts.enums import AccessAction
from accounts.services.access_records import record_access
from dsr.cases.enums import Status, Step
from dsr.cases.models import Case
from dsr.cases.services.messages import send_message
from dsr.cases.services.workflow import take_step
from dsr.fulfilment.domain.tracking_number import UnableToReadTrackingNumber
from dsr.fulfilment.domain.tracking_number import tracking_number as read_tracking_number
from dsr.fulfilment.enums import Handover, PostalMethod, ReturnReason
from dsr.fulfilment.models import Delivery, ReturnedPosting
from dsr.fulfilment.selectors.deliveries import delivery_of
from dsr.fulfilment.services.delivery_changes import RECORD_POSTING
from policies.domain.calendar import jst_date

_POSTED = (Status.DELIVERED, Status.CLOSED)


class UnableToRecordPosting(Exception):
    """Refused.

    `code`: NOT_PERMITTED, NO_DELIVERY, TRACKING_MISSING, TRACKING_SHAPE, TRACKING_CHECK_DIGIT, DAY,
    NOT_POSTED, ARRIVED (what arrived did not come back) or POSTED (it is on its way).
    """

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
        tracking_number: mandatory but for ordinary mail; its check digit is looked at.
        posted_on: JST day of posting, from the release to today.

    Raises UnableToRecordPosting, UnableToTakeStep.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    number = _number(postal_method, tracking_number)
    taken = take_step(
        case_id=case_id, step=Step.RECORD_DELIVERY, actor=actor, now=now, seen=seen,
        facts={"handover": Handover.POST.value, "postal_method": str(postal_method)},
    )  # fmt: skip
    delivery = _delivery(case)
    if delivery.handover != Handover.POST:
        raise UnableToRecordPosting("It is not sent by post.", code="NO_DELIVERY")
    _write_posting(case, delivery, postal_method, number, posted_on, actor, now)
    return taken


@transaction.atomic
def record_posting_again(
    *,
    case_id: int,
    postal_method: PostalMethod,
    tracking_number: str,
    posted_on: date,
    actor: Actor,
    now: datetime,
) -> Delivery:
    """What came back was posted again. Raises UnableToRecordPosting."""
    case, delivery = _posted_once(case_id, actor)
    if delivery.posted_on is not None:
        raise UnableToRecordPosting("It is on its way.", code="POSTED")
    number = _number(postal_method, tracking_number)
    last = delivery.returned_postings.order_by("-returned_on", "-pk").first()
    if last is not None and posted_on < last.returned_on:
        raise UnableToRecordPosting("Not a day since the return.", code="DAY")
    _write_posting(case, delivery, postal_method, number, posted_on, actor, now)
    _record(case, actor, now)
    return delivery


@transaction.atomic
def record_return(
    *,
    case_id: int,
    reason: ReturnReason,
    returned_on: date,
    text: str,
    send_token: uuid.UUID,
    actor: Actor,
    now: datetime,
) -> ReturnedPosting:
    """The posting came back: the person is told at once and asked where to send it.

    Arguments:
        returned_on: JST day on which it came back.
        text: the message to the person.

    The case stays as it is but does not close by itself before the answer is posted again. Raises
    UnableToRecordPosting, UnableToSendMessage, UnableToTakeStep.
    """
    case, delivery = _posted_once(case_id, actor)
    if delivery.posted_on is None or delivery.posted_by_id is None or actor.user_id is None:
        raise UnableToRecordPosting("It is not on its way.", code="NOT_POSTED")
    if delivery.arrived_on is not None:
        raise UnableToRecordPosting("It arrived.", code="ARRIVED")
    if not delivery.posted_on <= returned_on <= jst_date(now):
        raise UnableToRecordPosting("Not a day since the posting.", code="DAY")
    returned = ReturnedPosting.objects.create(
        delivery=delivery,
        postal_method=delivery.postal_method,
        tracking_number=delivery.tracking_number,
        posted_on=delivery.posted_on,
        posted_by_id=delivery.posted_by_id,
        reason=reason,
        returned_on=returned_on,
        recorded_at=now,
        recorded_by_id=actor.user_id,
    )
    delivery.postal_method = delivery.tracking_number = ""
    delivery.posted_on = delivery.posted_by_id = None
    delivery.save(
        update_fields=["postal_method", "tracking_number", "posted_on", "posted_by_id"]
    )  # fmt: skip
    _record(case, actor, now)
    send_message(case_id=case_id, text=text, send_token=send_token, actor=actor, now=now)
    return returned


@transaction.atomic
def record_arrival(*, case_id: int, arrived_on: date, actor: Actor, now: datetime) -> Delivery:
    """The post says that it was handed over. Raises UnableToRecordPosting."""
    case, delivery = _posted_once(case_id, actor)
    if delivery.posted_on is None:
        raise UnableToRecordPosting("It is not on its way.", code="NOT_POSTED")
    if not delivery.posted_on <= arrived_on <= jst_date(now):
        raise UnableToRecordPosting("Not a day since the posting.", code="DAY")
    delivery.arrived_on = arrived_on
    delivery.save(update_fields=["arrived_on"])
    _record(case, actor, now)
    return delivery


def _number(postal_method: PostalMethod, typed: str) -> str:
    if not typed.strip():
        if postal_method == PostalMethod.ORDINARY:
            return ""
        raise UnableToRecordPosting("A tracking number is needed.", code="TRACKING_MISSING")
    try:
        return read_tracking_number(typed)
    except UnableToReadTrackingNumber as error:
        raise UnableToRecordPosting(
            "No such tracking number exists.", code=f"TRACKING_{error.code}"
        ) from error


def _delivery(case: Case) -> Delivery:
    delivery = delivery_of(case)
    if delivery is None:
        raise UnableToRecordPosting("Nothing was released.", code="NO_DELIVERY")
    return delivery


def _posted_once(case_id: int, actor: Actor) -> tuple[Case, Delivery]:
    """The locked case, and its delivery by post."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    if not actor.may(RECORD_POSTING):
        raise UnableToRecordPosting("Postings are not this actor's.", code="NOT_PERMITTED")
    delivery = _delivery(case)
    if delivery.handover != Handover.POST or case.status not in _POSTED:
        raise UnableToRecordPosting("It was never posted.", code="NOT_POSTED")
    return case, delivery


def _write_posting(
    case: Case,
    delivery: Delivery,
    postal_method: PostalMethod,
    number: str,
    posted_on: date,
    actor: Actor,
    now: datetime,
) -> None:
    if case.released_at is None or not jst_date(case.released_at) <= posted_on <= jst_date(now):
        raise UnableToRecordPosting("Not a day between release and today.", code="DAY")
    delivery.postal_method = postal_method
    delivery.tracking_number = number
    delivery.posted_on = posted_on
    delivery.posted_by_id = actor.user_id
    delivery.save(
        update_fields=["postal_method", "tracking_number", "posted_on", "posted_by_id"]
    )  # fmt: skip


def _record(case: Case, actor: Actor, now: datetime) -> None:
    record_access(
        subject_id=case.subject_id,
        action=AccessAction.CHANGED,
        object_kind="posting",
        object_reference=case.reference,
        actor=actor,
        now=now,
    )

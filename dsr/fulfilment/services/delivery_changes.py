"""What staff may do to a delivery: give more time, or stop it, each with a reason kept as note."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.domain.actor import Actor
from dsr.cases.models import Case
from dsr.cases.services.messages import write_note
from dsr.fulfilment.enums import Handover
from dsr.fulfilment.models import Delivery
from dsr.fulfilment.selectors.deliveries import delivered_package

RECORD_POSTING = "dsr_fulfilment.record_posting"


class UnableToChangeDelivery(Exception):
    """Refused. `code`: NOT_PERMITTED, REASON_MISSING, NO_DOWNLOAD, GONE or REVOKED."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


@transaction.atomic
def extend_delivery(
    *, delivery_id: uuid.UUID, reason: str, actor: Actor, now: datetime
) -> Delivery:
    """Open the link anew: the full number of days from now and of downloads from here.

    Raises UnableToChangeDelivery; a revoked link stays revoked.
    """
    delivery = _lock(delivery_id, reason, actor)
    if delivery.revoked_at is not None:
        raise UnableToChangeDelivery("The link was revoked.", code="REVOKED")
    if delivered_package(delivery) is None:
        raise UnableToChangeDelivery("The package was deleted.", code="GONE")
    delivery.expires_at = now + timedelta(days=settings.DELIVERY_DAYS)
    delivery.max_downloads = delivery.downloads + settings.DELIVERY_DOWNLOADS
    delivery.save(update_fields=["expires_at", "max_downloads"])
    _note(delivery, reason, actor, now)
    return delivery


@transaction.atomic
def revoke_delivery(
    *, delivery_id: uuid.UUID, reason: str, actor: Actor, now: datetime
) -> Delivery:
    """Stop the link at once. Raises UnableToChangeDelivery."""
    delivery = _lock(delivery_id, reason, actor)
    if delivery.revoked_at is None:
        delivery.revoked_at = now
        delivery.save(update_fields=["revoked_at"])
        _note(delivery, reason, actor, now)
    return delivery


def _lock(delivery_id: uuid.UUID, reason: str, actor: Actor) -> Delivery:
    case_id = Delivery.objects.values_list("decision__collection__case_id", flat=True).get(
        pk=delivery_id
    )
    Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    delivery = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("decision__collection")
        .get(pk=delivery_id)
    )
    if not actor.may(RECORD_POSTING):
        raise UnableToChangeDelivery("Deliveries are not this actor's.", code="NOT_PERMITTED")
    if not reason.strip():
        raise UnableToChangeDelivery("A reason is needed.", code="REASON_MISSING")
    if delivery.handover != Handover.DOWNLOAD:
        raise UnableToChangeDelivery("There is no download.", code="NO_DOWNLOAD")
    return delivery


def _note(delivery: Delivery, reason: str, actor: Actor, now: datetime) -> None:
    write_note(
        case_id=delivery.decision.collection.case_id, text=reason, actor=actor, now=now
    )  # fmt: skip

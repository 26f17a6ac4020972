"""The password of a medium: shown to the person who asked, in one session, after a fresh code."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction

from accounts.domain.actor import Actor
from accounts.enums import AccessAction, CodePurpose
from accounts.gateways.sealing import unseal_text
from accounts.services.access_records import record_access
from accounts.services.one_time_codes import issue_code, use_code
from dsr.cases.models import Case
from dsr.fulfilment.models import Delivery, DownloadGrant, PostalCopy
from dsr.fulfilment.selectors.deliveries import live_grant, session_hash
from dsr.fulfilment.selectors.postal_copies import has_password, password_context, postal_copy_of

SHOWN_FOR = timedelta(minutes=10)


class UnableToShowPassword(Exception):
    """Refused. `code`: NOT_YOURS, NONE or NO_CODE."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


def request_password_code(*, delivery_id: uuid.UUID, actor: Actor, now: datetime) -> None:
    """Send a fresh code to the person's own address.

    Raises UnableToShowPassword, UnableToIssueCode.
    """
    delivery, copy = _of_requester(delivery_id, actor)
    issue_code(
        user=_case(delivery).requester,
        purpose=CodePurpose.DOWNLOAD,
        context=_code_context(copy),
        address=None,
        now=now,
    )


def confirm_password_code(
    *, delivery_id: uuid.UUID, typed: str, session_key: str, actor: Actor, now: datetime
) -> None:
    """Exchange a right code for ten minutes in this session, and no other.

    Call it outside any transaction. Raises UnableToUseCode, UnableToShowPassword.
    """
    delivery, copy = _of_requester(delivery_id, actor)
    user = _case(delivery).requester
    use_code(
        user=user, purpose=CodePurpose.DOWNLOAD, context=_code_context(copy), typed=typed, now=now
    )
    DownloadGrant.objects.create(
        delivery=delivery,
        user=user,
        session_sha256=session_hash(session_key),
        granted_at=now,
        expires_at=now + SHOWN_FOR,
    )


@transaction.atomic
def show_password(*, delivery_id: uuid.UUID, session_key: str, actor: Actor, now: datetime) -> str:
    """The password, for this session after a fresh code; each look is on record.

    Raises UnableToShowPassword.
    """
    delivery, copy = _of_requester(delivery_id, actor)
    if live_grant(delivery, session_key=session_key, now=now) is None:
        raise UnableToShowPassword("A fresh code is needed.", code="NO_CODE")
    case = _case(delivery)
    PostalCopy.objects.filter(pk=copy.pk, password_seen_at__isnull=True).update(
        password_seen_at=now
    )
    record_access(
        subject_id=case.subject_id,
        action=AccessAction.VIEWED,
        object_kind="medium_password",
        object_reference=case.reference,
        actor=actor,
        now=now,
    )
    sealed = copy.password_sealed
    if sealed is None:
        raise UnableToShowPassword("There is none.", code="NONE")
    return unseal_text(case.data_key, sealed, context=password_context(copy))


def _of_requester(delivery_id: uuid.UUID, actor: Actor) -> tuple[Delivery, PostalCopy]:
    delivery = Delivery.objects.select_related(
        "decision__collection__case__requester", "decision__collection__case__data_key"
    ).get(pk=delivery_id)
    if actor.user_id != _case(delivery).requester_id:
        raise UnableToShowPassword("This answer is somebody else's.", code="NOT_YOURS")
    copy = postal_copy_of(delivery)
    if copy is None or not has_password(delivery, copy):
        raise UnableToShowPassword("There is no medium.", code="NONE")
    return delivery, copy


def _case(delivery: Delivery) -> Case:
    return delivery.decision.collection.case


def _code_context(copy: PostalCopy) -> str:
    return f"medium:{copy.pk}"

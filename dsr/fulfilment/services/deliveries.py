"""Deliveries: a fresh code opens the package in one session, a limited number of times.

SECURITY 35: another session, an expired or revoked link and a fourth download are refused, recorded
and told to the desk.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accounts.domain.actor import Actor
from accounts.enums import AccessAction, CodePurpose, MailTemplate
from accounts.models import StoredFile
from accounts.services.access_records import record_access
from accounts.services.one_time_codes import issue_code, use_code
from accounts.services.outbox import queue_mail
from dsr.cases.enums import AnswerGoesTo, Status, Step
from dsr.cases.models import Case
from dsr.cases.services.workflow import take_step
from dsr.fulfilment.enums import Handover
from dsr.fulfilment.models import Delivery, DownloadGrant
from dsr.fulfilment.selectors.deliveries import (
    OPEN,
    USED_UP,
    delivered_package,
    download_state,
    live_grant,
    session_hash,
)

GRANT_LASTS = timedelta(minutes=30)
MOST_REQUESTS = 50  # of one grant: a download resumed over a poor line, not a tap left open
NO_CODE = "NO_CODE"


class UnableToOpenDelivery(Exception):
    """Refused, recorded and told to the desk. `code`: a download state, NO_CODE or NOT_YOURS."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, kw_only=True)
class OpenedPackage:
    """What may be streamed now. `counted`: whether this opening used one of the downloads."""

    file: StoredFile
    grant_id: uuid.UUID
    counted: bool


def request_download_code(*, delivery_id: uuid.UUID, actor: Actor, now: datetime) -> None:
    """Send a fresh code to the requester's own address.

    Raises UnableToOpenDelivery, UnableToIssueCode.
    """
    delivery = _of_requester(delivery_id, actor)
    state = download_state(delivery, now=now)
    if state != OPEN:
        raise UnableToOpenDelivery("There is nothing to download.", code=state)
    issue_code(
        user=delivery.decision.collection.case.requester,
        purpose=CodePurpose.DOWNLOAD,
        context=_code_context(delivery),
        address=None,
        now=now,
    )


def confirm_download_code(
    *, delivery_id: uuid.UUID, typed: str, session_key: str, actor: Actor, now: datetime
) -> DownloadGrant:
    """Exchange a right code for a grant of half an hour in this session, and no other.

    Call it outside any transaction. Raises UnableToUseCode, UnableToOpenDelivery.
    """
    delivery = _of_requester(delivery_id, actor)
    user = delivery.decision.collection.case.requester
    use_code(
        user=user,
        purpose=CodePurpose.DOWNLOAD,
        context=_code_context(delivery),
        typed=typed,
        now=now,
    )
    return DownloadGrant.objects.create(
        delivery=delivery,
        user=user,
        session_sha256=session_hash(session_key),
        granted_at=now,
        expires_at=now + GRANT_LASTS,
    )


def open_delivery(
    *, delivery_id: uuid.UUID, session_key: str, start: int, actor: Actor, now: datetime
) -> OpenedPackage:
    """Open the package from byte `start` on, under a grant of this session.

    The first bytes of a grant count as one download, and so does each further start from 0; a
    range that resumes does not. Every opening and every refusal is an access record, committed.

    Raises UnableToOpenDelivery.
    """
    with transaction.atomic():
        opened = _open(delivery_id, session_key, start, actor, now)
    if isinstance(opened, str):
        raise UnableToOpenDelivery("The download was refused.", code=opened)
    return opened


def _open(
    delivery_id: uuid.UUID, session_key: str, start: int, actor: Actor, now: datetime
) -> OpenedPackage | str:
    """What was opened, or why not: a refusal leaves its record, so nothing is raised inside."""
    Delivery.objects.select_for_update(of=("self",)).get(pk=delivery_id)
    delivery = _of_requester(delivery_id, actor)
    grant = live_grant(delivery, session_key=session_key, now=now)
    refusal = _refusal(delivery, grant, start, now)
    package = delivered_package(delivery)
    if refusal or grant is None or package is None or package.file is None:
        _record_refusal(delivery, actor, now)
        return refusal or NO_CODE
    counted = start == 0
    if counted:
        delivery.downloads += 1
        delivery.save(update_fields=["downloads"])
        grant.started_at = grant.started_at or now
    grant.requests += 1
    grant.save(update_fields=["started_at", "requests"])
    _record(delivery, AccessAction.DOWNLOADED, actor, now)
    return OpenedPackage(file=package.file, grant_id=grant.pk, counted=counted)


def _refusal(delivery: Delivery, grant: DownloadGrant | None, start: int, now: datetime) -> str:
    if grant is None or grant.requests >= MOST_REQUESTS:
        return NO_CODE
    state = download_state(delivery, now=now)
    if start > 0:
        if grant.started_at is None:
            return NO_CODE  # nothing to resume
        return "" if state in (OPEN, USED_UP) else state
    return "" if state == OPEN else state


@transaction.atomic
def record_download(*, delivery_id: uuid.UUID, actor: Actor, now: datetime) -> None:
    """The last byte was sent. The first time, the answer counts as delivered."""
    delivery = Delivery.objects.select_related("decision__collection").get(pk=delivery_id)
    case_id = delivery.decision.collection.case_id
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    Delivery.objects.filter(pk=delivery_id, downloaded_at__isnull=True).update(downloaded_at=now)
    if case.status == Status.RELEASED:
        take_step(
            case_id=case_id, step=Step.RECORD_DELIVERY, actor=actor, now=now,
            facts={"handover": Handover.DOWNLOAD.value},
        )  # fmt: skip


@transaction.atomic
def record_letter_opened(*, delivery_id: uuid.UUID, actor: Actor, now: datetime) -> None:
    """The person opened the letter. Where the letter is the whole answer, it is delivered now."""
    delivery = _of_requester(delivery_id, actor)
    case = Case.objects.select_for_update(of=("self",)).get(
        pk=delivery.decision.collection.case_id
    )  # fmt: skip
    Delivery.objects.filter(pk=delivery_id, letter_seen_at__isnull=True).update(letter_seen_at=now)
    record_access(
        subject_id=case.subject_id,
        action=AccessAction.DOWNLOADED,
        object_kind="letter",
        object_reference=case.reference,
        actor=actor,
        now=now,
    )
    if delivery.handover == Handover.LETTER and case.status == Status.RELEASED:
        take_step(
            case_id=case.pk, step=Step.RECORD_DELIVERY, actor=actor, now=now,
            facts={"handover": Handover.LETTER.value},
        )  # fmt: skip


def _of_requester(delivery_id: uuid.UUID, actor: Actor) -> Delivery:
    delivery = Delivery.objects.select_related("decision__collection__case__requester").get(
        pk=delivery_id
    )
    case = delivery.decision.collection.case
    theirs = case.answer_goes_to == AnswerGoesTo.REQUESTER
    if actor.user_id != case.requester_id or not theirs:
        raise UnableToOpenDelivery("This answer is somebody else's.", code="NOT_YOURS")
    return delivery


def _code_context(delivery: Delivery) -> str:
    return f"delivery:{delivery.pk}"


def _record(delivery: Delivery, action: AccessAction, actor: Actor, now: datetime) -> None:
    case = delivery.decision.collection.case
    record_access(
        subject_id=case.subject_id,
        action=action,
        object_kind="package",
        object_reference=case.reference,
        actor=actor,
        now=now,
    )


def _record_refusal(delivery: Delivery, actor: Actor, now: datetime) -> None:
    """On record, and a notice to whoever looks after the case."""
    _record(delivery, AccessAction.REFUSED, actor, now)
    case = delivery.decision.collection.case
    keeper = case.owner or case.released_by
    if keeper is not None:
        queue_mail(
            recipient=keeper,
            template=MailTemplate.STAFF_NOTICE,
            reference=case.reference,
            path=f"/console/dsr_cases/case/{case.reference}/",
            now=now,
        )

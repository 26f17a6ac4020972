"""Mails that come back: the outbox says so, and staff can send them again."""

from datetime import datetime
from enum import Enum

from django.db import transaction

from accounts.domain.returned_mail import ReturnedMail
from accounts.enums import OutboxStatus
from accounts.gateways.mail_server import sending_of
from accounts.models import OutboxMessage
from accounts.services.outbox import settle_returned


class ReturnNoted(Enum):
    """What a report came to."""

    RECORDED = "recorded"
    KNOWN = "known already"
    NO_FAILURE = "no failure"
    NOT_OURS = "of no mail of ours"


@transaction.atomic
def record_return(*, report: ReturnedMail, now: datetime) -> ReturnNoted:
    """Note that a mail came back. The same report again changes nothing.

    Only the sending it names is judged: what a mail of ours was sent again since, the report of the
    first time says nothing about. A Message-ID that we did not sign is nobody's.
    """
    sending = sending_of(report.name)
    if sending is None:
        return ReturnNoted.NOT_OURS
    if not report.failed:
        return ReturnNoted.NO_FAILURE
    message = OutboxMessage.objects.select_for_update().filter(pk=sending.message_id).first()
    if message is None:
        return ReturnNoted.NOT_OURS
    if message.status != OutboxStatus.SENT or sending.key != message.sending_key:
        return ReturnNoted.KNOWN
    settle_returned(message=message, status=report.status, now=now)
    return ReturnNoted.RECORDED

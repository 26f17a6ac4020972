"""Mail starts as a row in the transaction that has something to say, and leaves by a job.

Claim, call, settle: `claim_mail` commits who is sending, the job speaks to the mail server with no
transaction open, `settle_sent` or `settle_failed` commits what came of it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from procrastinate.contrib.django import app as jobs

from accounts.domain.actor import Actor
from accounts.enums import MailTemplate, OutboxStatus
from accounts.gateways.sealing import seal_text, unseal_text
from accounts.models import DataKey, OutboxMessage, User
from accounts.selectors.outbox import DELIVER_MAIL, RETURNED
from accounts.services.data_keys import create_data_key, destroy_data_key

CLAIM_HOLDS = timedelta(minutes=5)  # longer than any mail server's time-out


class UnableToClaimMail(Exception):
    """Another worker is speaking to the mail server about this mail; come back later."""


class UnableToResendMail(Exception):
    """This mail cannot be sent again. The message is for staff."""


@dataclass(frozen=True)
class ClaimedMail:
    """What the mail server needs. `digits` is the one-time code or ""."""

    message: OutboxMessage
    address: str
    digits: str


def queue_mail(
    *, recipient: User, template: MailTemplate, reference: str, path: str, now: datetime
) -> OutboxMessage:
    """Queue one mail and its delivery job, in the caller's transaction.

    Arguments:
        recipient: whose address on file it goes to.
        template: what it says; bodies hold no personal data.
        reference: the case's public reference, or "".
        path: where to sign in and look, such as "/requests/DSR-2026-000042/".
        now: when it was written.
    """
    message = OutboxMessage.objects.create(
        recipient=recipient,
        template=template,
        language=recipient.language,
        reference=reference,
        path=path,
        created_at=now,
    )
    defer_delivery(message)
    return message


def queue_code_mail(
    *, address: str, language: str, digits: str, useless_after: datetime, now: datetime
) -> OutboxMessage:
    """Queue the mail of a one-time code, in the caller's transaction.

    Address and digits are sealed with a key of the mail's own, which is destroyed on sending.
    """
    data_key = create_data_key(now=now)
    message = OutboxMessage.objects.create(
        data_key=data_key,
        address_sealed=seal_text(data_key, address, context=_context("address", data_key)),
        secret_sealed=seal_text(data_key, digits, context=_context("secret", data_key)),
        template=MailTemplate.ONE_TIME_CODE,
        language=language,
        useless_after=useless_after,
        created_at=now,
    )
    defer_delivery(message)
    return message


def defer_delivery(message: OutboxMessage) -> None:
    """Defer the delivery job of one mail, in the caller's transaction."""
    jobs.configure_task(DELIVER_MAIL, allow_unknown=True).defer(message_id=message.pk)


@transaction.atomic(durable=True)
def claim_mail(*, message_id: int, now: datetime) -> ClaimedMail | None:
    """Take a mail for sending; None when nothing is left to do (sent, or useless by now).

    Raises UnableToClaimMail while another worker holds it; a claim lapses after five minutes, so
    a worker that died does not keep a mail for ever.
    """
    message = (
        OutboxMessage.objects.select_for_update(of=("self",))
        .select_related("recipient", "data_key")
        .get(pk=message_id)
    )
    if message.status == OutboxStatus.SENT:
        return None
    if message.claimed_at is not None and now < message.claimed_at + CLAIM_HOLDS:
        raise UnableToClaimMail(f"Mail {message_id} is being sent.")
    if message.useless_after is not None and now >= message.useless_after:
        _fail(message, "useless by now", now)
        _forget_secret(message, now)
        return None
    message.claimed_at = now
    message.attempts += 1
    message.save(update_fields=["claimed_at", "attempts"])
    return _opened(message)


@transaction.atomic
def settle_sent(*, message_id: int, now: datetime) -> None:
    """The mail server took it: say so, and forget what was sealed."""
    message = OutboxMessage.objects.select_for_update().get(pk=message_id)
    message.status = OutboxStatus.SENT
    message.sent_at = now
    message.claimed_at = message.failed_at = None
    message.failure = ""
    _forget_secret(message, now)
    message.save()


@transaction.atomic
def settle_failed(*, message_id: int, failure: str, now: datetime) -> None:
    """The mail server refused or was silent; the console shows it until a later try succeeds.

    Arguments:
        failure: the kind of failure, such as "SMTPServerDisconnected"; never an address.
    """
    message = OutboxMessage.objects.select_for_update().get(pk=message_id)
    if message.status != OutboxStatus.SENT:
        _fail(message, failure, now)


@transaction.atomic
def settle_returned(*, message: OutboxMessage, status: str, now: datetime) -> None:
    """The mail server took it, and later gave it back: the console shows it until it is sent again.

    Arguments:
        message: a locked row that was sent.
        status: the code the report gives, such as "5.1.1" (RFC 3463), or "".
    """
    _fail(message, f"{RETURNED} {status}".strip(), now)


@transaction.atomic
def resend_mail(*, message_id: int, reason: str, actor: Actor, now: datetime) -> OutboxMessage:
    """Queue a mail that failed (or one that did not arrive) again.

    Raises UnableToResendMail without the permission or a reason, for a mail still on its way, and
    for a one-time code, which the person asks for anew.
    """
    if not actor.may("accounts.resend_mail") or not reason.strip():
        raise UnableToResendMail("Sending again needs the permission and a reason.")
    message = OutboxMessage.objects.select_for_update().get(pk=message_id)
    if message.template == MailTemplate.ONE_TIME_CODE:
        raise UnableToResendMail(
            "A one-time code is not sent again; the person asks for a new one."
        )
    if message.status == OutboxStatus.QUEUED:
        raise UnableToResendMail("This mail is still on its way.")
    message.status = OutboxStatus.QUEUED
    message.sent_at = message.failed_at = message.claimed_at = None
    message.failure = ""
    message.resent_at, message.resent_by_id = now, actor.user_id
    message.resend_reason = reason.strip()[:200]
    message.save()
    defer_delivery(message)
    return message


def _opened(message: OutboxMessage) -> ClaimedMail:
    digits = address = ""
    if message.secret_sealed is not None:
        digits = _unseal(message, message.secret_sealed, "secret")
    if message.recipient is not None:
        address = message.recipient.email
    elif message.address_sealed is not None:
        address = _unseal(message, message.address_sealed, "address")
    return ClaimedMail(message=message, address=address, digits=digits)


def _unseal(message: OutboxMessage, blob: bytes | memoryview, field: str) -> str:
    assert message.data_key is not None  # noqa: S101 -- CHECK what_is_sealed_has_its_key
    return unseal_text(message.data_key, blob, context=_context(field, message.data_key))


def _context(field: str, data_key: DataKey) -> str:
    return f"accounts.outboxmessage.{field}:{data_key.pk}"


def _fail(message: OutboxMessage, failure: str, now: datetime) -> None:
    message.status = OutboxStatus.FAILED
    message.failed_at = now
    message.claimed_at = message.sent_at = None
    message.failure = failure[:200]
    message.save(update_fields=["status", "failed_at", "claimed_at", "sent_at", "failure"])


def _forget_secret(message: OutboxMessage, now: datetime) -> None:
    message.secret_sealed = None
    message.save(update_fields=["secret_sealed"])
    if message.data_key_id is not None:
        destroy_data_key(data_key_id=message.data_key_id, now=now)

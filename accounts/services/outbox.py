"""Mail starts as a row in the transaction that has something to say."""

from datetime import datetime

from procrastinate.contrib.django import app as jobs

from accounts.enums import MailTemplate
from accounts.models import OutboxMessage, User

DELIVER_MAIL = "accounts.deliver_mail"


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
    jobs.configure_task(DELIVER_MAIL, allow_unknown=True).defer(message_id=message.pk)
    return message

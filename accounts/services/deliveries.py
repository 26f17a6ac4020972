"""Delivering one mail: claim, call, settle."""

from collections.abc import Callable
from datetime import datetime

from accounts.gateways.mail_server import MailServerUnavailable, send_mail
from accounts.letters.mails import mail_text
from accounts.services.outbox import claim_mail, settle_failed, settle_sent


class UnableToDeliverMail(Exception):
    """The mail server did not take it; the row says so and the job tries again."""


def deliver_mail(*, message_id: int, clock: Callable[[], datetime]) -> None:
    """Send one outbox row. A row already sent, or useless by now, is left alone.

    Arguments:
        clock: asked before and after speaking to the mail server, which takes its time.

    Raises UnableToClaimMail while another worker sends it, UnableToDeliverMail when the server
    refuses; both mean "try again later".
    """
    claimed = claim_mail(message_id=message_id, now=clock())
    if claimed is None:
        return
    text = mail_text(claimed.message, digits=claimed.digits)
    key = claimed.message.sending_key
    try:
        send_mail(address=claimed.address, subject=text.subject, body=text.body, key=key)
    except MailServerUnavailable as error:
        settle_failed(message_id=message_id, failure=str(error), now=clock())
        raise UnableToDeliverMail(f"Mail {message_id}: {error}") from error
    settle_sent(message_id=message_id, now=clock())

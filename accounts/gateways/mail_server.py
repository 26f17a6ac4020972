"""The door to the mail server."""

import re
import smtplib
from typing import NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.domain.returned_mail import NAME_HEADER

_NAME = re.compile(r"<madoguchi-(([0-9]{1,18})(?:-[0-9]{14})?)-([0-9a-f]{32})@[^<>@\s]+>")


class MailServerUnavailable(Exception):
    """The mail server refused, is silent or cannot be reached. Says the kind, never an address."""


class Sending(NamedTuple):
    """One handing over of one outbox row."""

    message_id: int
    key: str


def sending_of(name: str) -> Sending | None:
    """Which sending a Message-ID names; None where it is not one that we gave."""
    found = _NAME.fullmatch(name)
    if found is None or not constant_time_compare(found[3], _signature(found[1])):
        return None
    return Sending(int(found[2]), found[1])


def send_mail(*, address: str, subject: str, body: str, key: str) -> None:
    """Hand one plain mail to the server. Raises MailServerUnavailable.

    Arguments:
        key: names the sending, such as "42". The Message-ID is made from it, so that a mail sent
            twice by a worker's death is shown once by the reader's mail program. It is signed, so
            that nobody can report mails as returned that they never got.
    """
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    name = f"<madoguchi-{key}-{_signature(key)}@{domain}>"
    mail = EmailMessage(
        subject=subject,
        body=body,
        from_email=settings.MAIL_RETURN_ADDRESS or settings.DEFAULT_FROM_EMAIL,
        to=[address],
        headers={
            "From": settings.DEFAULT_FROM_EMAIL,
            "Message-ID": name,
            NAME_HEADER: name,
            "Auto-Submitted": "auto-generated",
        },
    )
    try:
        mail.send()
    except (OSError, smtplib.SMTPException) as error:
        raise MailServerUnavailable(type(error).__name__) from error


def _signature(key: str) -> str:
    return salted_hmac("accounts.mail", key, algorithm="sha256").hexdigest()[:32]

"""The door to the mail server."""

import smtplib

from django.conf import settings
from django.core.mail import EmailMessage


class MailServerUnavailable(Exception):
    """The mail server refused, is silent or cannot be reached. Says the kind, never an address."""


def send_mail(*, address: str, subject: str, body: str, key: str) -> None:
    """Hand one plain mail to the server. Raises MailServerUnavailable.

    Arguments:
        key: names the sending, such as "42". The Message-ID is made from it, so that a mail sent
            twice by a worker's death is shown once by the reader's mail program.
    """
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    name = f"<madoguchi-{key}@{domain}>"
    mail = EmailMessage(
        subject=subject,
        body=body,
        to=[address],
        headers={"Message-ID": name, "Auto-Submitted": "auto-generated"},
    )
    try:
        mail.send()
    except (OSError, smtplib.SMTPException) as error:
        raise MailServerUnavailable(type(error).__name__) from error

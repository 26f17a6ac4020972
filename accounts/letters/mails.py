"""What our mails say: "something changed, sign in". No personal data, in the person's language."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import OutboxMessage


@dataclass(frozen=True)
class MailText:
    """Subject (one line) and plain text body."""

    subject: str
    body: str


def mail_text(message: OutboxMessage, *, digits: str) -> MailText:
    """The mail of an outbox row: templates/accounts/mail/<TEMPLATE>.<language>.txt, subject first.

    Arguments:
        digits: the one-time code, or "" for every other mail.
    """
    language = "en" if message.language.startswith("en") else "ja"
    facts: dict[str, Any] = {
        "reference": message.reference,
        "link": f"{settings.SITE_URL.rstrip('/')}{message.path or '/'}",
        "digits": digits,
    }
    with translation.override(language):
        # A request, though there is none: the company's name comes from the context processors.
        text = render_to_string(
            f"accounts/mail/{message.template}.{language}.txt", facts, request=HttpRequest()
        )
    subject, _, body = text.strip().partition("\n")
    return MailText(subject=subject.strip(), body=body.strip() + "\n")

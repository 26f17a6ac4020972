"""The code a person reads in their mailbox: the real outbox, delivered by the real job."""

import re
from datetime import datetime

from django.core import mail

from accounts.models import OutboxMessage
from accounts.services.deliveries import deliver_mail


def deliver_all(now: datetime) -> None:
    """Send every mail that waits."""
    for pk in (
        OutboxMessage.objects.filter(status="QUEUED").order_by("pk").values_list("pk", flat=True)
    ):
        deliver_mail(message_id=pk, clock=lambda: now)


def read_code(now: datetime) -> str:
    """Deliver, and read the six digits of the newest mail."""
    deliver_all(now)
    found = re.findall(r"^\s*(\d{6})\s*$", str(mail.outbox[-1].body), re.MULTILINE)
    assert len(found) == 1
    return str(found[0])

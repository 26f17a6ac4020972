"""One demo case on its way: who files, who works on it, and how mail and money move meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.domain.actor import Actor, requester_actor
from accounts.enums import OutboxStatus
from accounts.gateways.mail_server import send_mail
from accounts.letters.mails import mail_text
from accounts.models import OutboxMessage, User
from accounts.selectors.actors import actor_of
from accounts.services.outbox import claim_mail, settle_sent
from config.demo.accounts import STAFF, Account
from config.demo.mail_folder import mails_dated
from config.demo.people import Person
from config.stripe_sandbox.services.clock import move_clock, sandbox_time
from dsr.cases.models import Case


class Desk:
    """The people of the desk as actors."""

    def __init__(self) -> None:
        self._actors = {
            account.key: actor_of(User.objects.get(email=account.email)) for account in STAFF
        }

    def actor(self, account: Account) -> Actor:
        """Somebody of the desk."""
        return self._actors[account.key]


@dataclass(kw_only=True)
class Walk:
    """What one story has made so far. `principal`: for whom `person` asks, where not for themself;
    `others`: everybody the stories know, by their keys.
    """

    person: Person
    user: User
    desk: Desk
    language: str = "ja"
    case_id: int = 0
    principal: Person | None = None
    others: Mapping[str, Person] = field(default_factory=dict)

    @property
    def about(self) -> Person:
        """Whose data the request is about."""
        return self.principal or self.person

    @property
    def case(self) -> Case:
        """The case as it stands in the database now."""
        return Case.objects.get(pk=self.case_id)

    @property
    def requester(self) -> Actor:
        """The person who files."""
        return requester_actor(self.user.pk)

    def staff(self, account: Account) -> Actor:
        """Somebody of the desk."""
        return self.desk.actor(account)

    def facts(self, now: datetime) -> Mapping[str, Any]:
        """What nearly every verb of the case asks for."""
        return {"case_id": self.case_id, "now": now}


def carry_mail(now: datetime) -> str:
    """Send what waits in the outbox, dated `now`. Returns the last code among it, "" for none.

    What the worker does in the long run; here in time, for a person to type the code.
    """
    digits = ""
    waiting = OutboxMessage.objects.filter(status=OutboxStatus.QUEUED, created_at__lte=now)
    for message_id in list(waiting.order_by("pk").values_list("pk", flat=True)):
        claimed = claim_mail(message_id=message_id, now=now)
        if claimed is None:
            continue
        text = mail_text(claimed.message, digits=claimed.digits)
        with mails_dated(now):
            send_mail(
                address=claimed.address, subject=text.subject, body=text.body, key=str(message_id)
            )
        settle_sent(message_id=message_id, now=now)
        digits = claimed.digits or digits
    return digits


def set_sandbox_time(moment: datetime) -> datetime:
    """Move the sandbox's clock so that it says `moment`. Returns the real time to act at."""
    real = timezone.now()
    move_clock(by=moment - sandbox_time(now=real), now=real)
    return real

"""How the mails of a revision fare."""

from dataclasses import dataclass

from django.db.models import Count, Q

from accounts.selectors.outbox import RETURNED
from policies.models import PolicyAnnouncement


@dataclass(frozen=True)
class Reach:
    """How many were written to, of how many; what the mail server took, what came to nothing.

    `returned` are those among `failed` that the mail server took and another one gave back.
    """

    total: int
    written: int
    sent: int
    failed: int
    returned: int

    @property
    def waiting(self) -> int:
        """Written and still on their way to the mail server."""
        return self.written - self.sent - self.failed


def reach_of(announcement: PolicyAnnouncement) -> Reach:
    """From the outbox rows of its mails."""
    counts = announcement.notices.aggregate(
        sent=Count("pk", filter=Q(message__status="SENT")),
        failed=Count("pk", filter=Q(message__status="FAILED")),
        returned=Count(
            "pk", filter=Q(message__status="FAILED", message__failure__startswith=RETURNED)
        ),
    )
    return Reach(announcement.total, announcement.done, **counts)


def failed_mails(announcement: PolicyAnnouncement) -> list[tuple[int, str]]:
    """The outbox rows that failed and why, at most fifty: each can be sent again there."""
    rows = announcement.notices.filter(message__status="FAILED").order_by("pk")
    return list(rows.values_list("message_id", "message__failure")[:50])

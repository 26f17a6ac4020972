"""How the mails of a revision fare."""

from dataclasses import dataclass

from django.db.models import Count, Q

from policies.models import PolicyAnnouncement


@dataclass(frozen=True)
class Reach:
    """How many were written to, of how many; what the mail server took, what came to nothing."""

    total: int
    written: int
    sent: int
    failed: int


def reach_of(announcement: PolicyAnnouncement) -> Reach:
    """From the outbox rows of its mails."""
    counts = announcement.notices.aggregate(
        sent=Count("pk", filter=Q(message__status="SENT")),
        failed=Count("pk", filter=Q(message__status="FAILED")),
    )
    return Reach(announcement.total, announcement.done, counts["sent"], counts["failed"])


def failed_mails(announcement: PolicyAnnouncement) -> list[int]:
    """The outbox rows that failed, at most fifty: each can be looked at and sent again there."""
    rows = announcement.notices.filter(message__status="FAILED").order_by("pk")
    return list(rows.values_list("message_id", flat=True)[:50])

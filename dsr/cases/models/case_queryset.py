"""Adjectives of cases."""

from datetime import date

from django.db import models
from django.db.models import Q

WAITING = "WAITING_FOR_REQUESTER"


class CaseQuerySet(models.QuerySet):
    """Filters read as adjectives: `Case.objects.open().overdue(on=today)`."""

    def open(self) -> "CaseQuerySet":
        """Not ended."""
        return self.filter(closed_at__isnull=True)

    def unassigned(self) -> "CaseQuerySet":
        """Open and owned by nobody."""
        return self.open().filter(owner__isnull=True)

    def owned_by(self, user_id: int) -> "CaseQuerySet":
        """Open and this person's."""
        return self.open().filter(owner_id=user_id)

    def waiting(self) -> "CaseQuerySet":
        """Waiting for the requester: correction asked, or a gate only they can pass."""
        return self.open().filter(
            Q(status=WAITING)
            | Q(status="RECEIVED", fee_gate="OPEN")
            | Q(status="RECEIVED", identity_gate="FAILED")
        )

    def due_soon(self, *, on: date, until: date) -> "CaseQuerySet":
        """Unanswered with a target from `on` to `until`, both included."""
        return self.unanswered().filter(target_date__range=(on, until))

    def overdue(self, *, on: date) -> "CaseQuerySet":
        """Unanswered past the target."""
        return self.unanswered().filter(target_date__lt=on)

    def unanswered(self) -> "CaseQuerySet":
        """Open, not waiting for the requester, and not yet released."""
        return self.open().filter(released_at__isnull=True).exclude(status=WAITING)

    def of_requester(self, user_id: int) -> "CaseQuerySet":
        """What one signed-in person filed."""
        return self.filter(requester_id=user_id)

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
        """Open and nobody's: without an owner, or whose owner's account was ended."""
        return self.open().filter(
            Q(owner__isnull=True) | Q(owner__is_active=False) | Q(owner__is_staff=False)
        )

    def escalated(self) -> "CaseQuerySet":
        """Open, and nobody's for more than a business day."""
        return self.open().filter(escalated_at__isnull=False)

    def interim_due(self, *, until: date) -> "CaseQuerySet":
        """Unanswered, an interim notice due by `until`, and none sent."""
        return self.unanswered().filter(
            interim_notice_sent_at__isnull=True, interim_notice_date__lte=until
        )

    def correction_over(self, *, on: date) -> "CaseQuerySet":
        """Waiting for a correction whose last day has passed."""
        return self.filter(
            status=WAITING,
            defect_requests__answered_at__isnull=True,
            defect_requests__ended_at__isnull=True,
            defect_requests__due_date__lt=on,
        )

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

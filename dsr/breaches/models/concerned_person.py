"""Whose data a breach is about."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import DataSubject
from dsr.breaches.models.breach import Breach


class ConcernedPerson(models.Model):
    """One person concerned: a data subject, or a member who never filed (a blind index of the id).

    A member's row finds them once they are matched: ground 35-5 must not wait for our records.
    """

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="people")
    subject = models.ForeignKey(
        DataSubject, on_delete=models.PROTECT, null=True, blank=True, related_name="breaches"
    )
    member_id_index = models.BinaryField(max_length=32, null=True, blank=True)
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("person concerned")
        verbose_name_plural = _("people concerned")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(subject__isnull=False, member_id_index__isnull=True)
                | Q(subject__isnull=True, member_id_index__isnull=False),
                name="concerned_as_subject_or_member",
            ),
            models.UniqueConstraint(
                fields=["breach", "subject"],
                condition=Q(subject__isnull=False),
                name="a_subject_is_concerned_once",
            ),
            models.UniqueConstraint(
                fields=["breach", "member_id_index"],
                condition=Q(member_id_index__isnull=False),
                name="a_member_is_concerned_once",
            ),
        ]
        indexes = [models.Index(fields=["member_id_index"], name="concerned_by_member")]

    def __str__(self) -> str:
        return f"{self.breach_id}/{self.pk}"

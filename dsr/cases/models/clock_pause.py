"""Pauses of the internal target, each with reason, from and until."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dsr.cases.enums import PauseReason
from dsr.cases.models.case import Case


class ClockPause(models.Model):
    """The target stands still from `started_on` until `ended_on` (JST dates)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="pauses")
    reason = models.CharField(_("reason"), max_length=20, choices=PauseReason)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_on__isnull=True), name="one_pause_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("started_on")),
                name="a_pause_runs_forward",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.started_on}"

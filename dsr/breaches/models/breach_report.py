"""Reports to the Personal Information Protection Commission, as they were made."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dsr.breaches.enums import ReportKind
from dsr.breaches.models.breach import Breach


class BreachReport(models.Model):
    """One report: its nine items as they stood (Enforcement Rules Art 8(1)), sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(_("kind of report"), max_length=12, choices=ReportKind)
    reported_on = models.DateField(_("reported on"))
    receipt_number = models.CharField(_("receipt number"), max_length=60, blank=True)
    content_sealed = models.BinaryField()
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("report of a breach")
        verbose_name_plural = _("reports of a breach")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["breach", "kind"],
                condition=Q(kind__in=["PRELIMINARY", "FINAL"]),
                name="one_report_of_each_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.breach_id} {self.kind}"

"""What one source answered in one collection."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dsr.fulfilment.enums import CONCLUDED, SourceStatus
from dsr.fulfilment.gateways.source_fault import SourceFault
from dsr.fulfilment.models.collection import Collection
from dsr.fulfilment.models.data_source import DataSource


class SourceResult(models.Model):
    """One source of one collection. `attempts` fences: only the latest attempt may settle.

    `fault_detail` is a technical hint, never a value. `reason_sealed` says why staff left the
    source out.
    """

    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="results")
    source = models.ForeignKey(DataSource, on_delete=models.PROTECT, related_name="+")
    configuration_sha256 = models.CharField(max_length=64)
    status = models.CharField(
        _("status"), max_length=12, choices=SourceStatus, default=SourceStatus.QUEUED
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    categories_total = models.PositiveSmallIntegerField(default=0)
    categories_done = models.PositiveSmallIntegerField(default=0)
    found = models.PositiveIntegerField(_("records found"), default=0)
    fault = models.CharField(_("fault"), max_length=24, choices=SourceFault, blank=True)
    fault_detail = models.CharField(max_length=300, blank=True)
    reason_sealed = models.BinaryField(null=True, blank=True)
    queued_at = models.DateTimeField(_("queued at"))
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("source result")
        verbose_name_plural = _("source results")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["collection", "source"], name="a_source_answers_once"),
            models.CheckConstraint(
                condition=Q(status__in=CONCLUDED, finished_at__isnull=False)
                | (~Q(status__in=CONCLUDED) & Q(finished_at__isnull=True)),
                name="concluded_iff_finished_at",
            ),
            models.CheckConstraint(
                condition=~Q(status="FAILED") | Q(fault__gt=""),
                name="a_failed_source_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(status="EXCLUDED") | Q(reason_sealed__isnull=False),
                name="a_source_is_left_out_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["queued_at", "id"],
                name="source_result_unfinished",
                condition=Q(finished_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.collection_id}/{self.source_id} {self.status}"

    @property
    def is_concluded(self) -> bool:
        """Whether nothing more is awaited from this source."""
        return self.status in CONCLUDED

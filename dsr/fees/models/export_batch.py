"""What left for the bookkeeping software: each entry once for each format, each file kept."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StoredFile
from dsr.fees.enums import ExportFormat
from dsr.fees.models.journal import JournalEntry


class ExportBatch(models.Model):
    """One file of one month's entries; given out again byte for byte. Never changed (trigger).

    `month_closed`: whether the month was closed then; an open month may get further batches.
    """

    reference = models.CharField(_("export reference"), max_length=30, unique=True)
    format = models.CharField(_("software"), max_length=20, choices=ExportFormat)
    month = models.DateField(_("month"))  # its first day
    month_closed = models.BooleanField(_("month was closed"))
    entry_count = models.PositiveIntegerField(_("number of entries"))
    total = models.PositiveBigIntegerField(_("sum of debits (yen)"))
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    exported_at = models.DateTimeField(_("exported at"))
    exported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("exported by"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("export of the journal")
        verbose_name_plural = _("exports of the journal")
        default_permissions = ("view",)
        permissions = [("export_journal", _("Can export the journal for the books"))]
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="an_export_is_of_a_whole_month"),
            models.CheckConstraint(
                condition=Q(entry_count__gt=0), name="an_export_holds_something"
            ),
        ]
        indexes = [models.Index(fields=["-exported_at", "-id"], name="export_newest")]

    def __str__(self) -> str:
        return self.reference


class ExportedEntry(models.Model):
    """One entry in one batch. The database refuses the same entry twice for one format."""

    batch = models.ForeignKey(ExportBatch, on_delete=models.PROTECT, related_name="exported")
    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="exports")
    format = models.CharField(max_length=20, choices=ExportFormat)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "format"], name="an_entry_leaves_once_for_each_format"
            )
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.entry_id}"


class ExportCounter(models.Model):
    """How many batches a format has; locked while one is written, so that two are never at once."""

    format = models.CharField(primary_key=True, max_length=20, choices=ExportFormat)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.format}: {self.last}"

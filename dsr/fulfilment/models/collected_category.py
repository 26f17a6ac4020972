"""What became of each category: exported, nothing, or left out with a reason. Never silence."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StoredFile
from dsr.fulfilment.enums import CategoryOutcome, PartForm
from dsr.fulfilment.models.collection import Collection
from dsr.fulfilment.models.source_result import SourceResult
from policies.models import DataCategory


class CollectedCategory(models.Model):
    """One category in one source; `result` is null where no source holds the category.

    RECORDS are JSON lines sealed with the case's key, `fields` their columns as [name, Japanese
    label, English label]. A DOCUMENT is one redrawn PDF. `reason_sealed` is JSON {"ja", "en"}: why
    the category is left out or what was found out where nothing is held.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="parts")
    category = models.ForeignKey(DataCategory, on_delete=models.PROTECT, related_name="+")
    result = models.ForeignKey(
        SourceResult, on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    outcome = models.CharField(_("outcome"), max_length=12, choices=CategoryOutcome)
    form = models.CharField(max_length=10, choices=PartForm, default=PartForm.RECORDS)
    found = models.PositiveIntegerField(_("records found"), default=0)
    fields = models.JSONField(default=list, blank=True)
    file = models.OneToOneField(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason_sealed = models.BinaryField(null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("collected category")
        verbose_name_plural = _("collected categories")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="EXPORTED", file__isnull=False, found__gt=0)
                | (~Q(outcome="EXPORTED") & Q(file__isnull=True, found=0)),
                name="exported_iff_it_has_a_file",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="EXCLUDED") | Q(reason_sealed__isnull=False),
                name="a_category_is_left_out_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["NOTHING", "NOT_SEARCHED"]) | Q(result__isnull=False),
                name="only_a_source_can_say_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.collection_id}/{self.category_id} {self.outcome}"

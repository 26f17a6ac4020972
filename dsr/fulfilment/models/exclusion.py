"""Exclusions: a category, record or field that is not disclosed, each with code and reason."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dsr.cases.enums import OutcomeCode
from dsr.fulfilment.models.collected_category import CollectedCategory

CODES = ("D1", "D2", "D3", "D4", "N2", "X1")


class Exclusion(models.Model):
    """One part left out of what was collected.

    `record` counts from 1, null means every record; `field` "" means every field. `reason_sealed`
    is JSON {"ja", "en"}. X1 (whole category only) is told as "nothing found", everywhere.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    part = models.ForeignKey(CollectedCategory, on_delete=models.PROTECT, related_name="exclusions")
    record = models.PositiveIntegerField(_("record"), null=True, blank=True)
    field = models.CharField(_("field"), max_length=80, blank=True)
    code = models.CharField(_("ground"), max_length=2, choices=OutcomeCode)
    reason_sealed = models.BinaryField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("exclusion")
        verbose_name_plural = _("exclusions")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["part", "record", "field"],
                nulls_distinct=False,
                name="a_part_is_left_out_once",
            ),
            models.CheckConstraint(
                condition=Q(code__in=CODES), name="an_exclusion_has_a_lawful_ground"
            ),
            models.CheckConstraint(
                condition=~Q(code="X1") | Q(record__isnull=True, field=""),
                name="x1_hides_a_whole_category",
            ),
            models.CheckConstraint(
                condition=Q(record__isnull=True) | Q(record__gte=1),
                name="records_count_from_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part_id} {self.record or '*'} {self.field or '*'} {self.code}"

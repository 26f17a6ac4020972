"""Measures: what a decision says will be done to the data."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from dsr.fulfilment.enums import ActionKind
from dsr.fulfilment.models.decision import DecisionItem
from policies.models import DataCategory


class Measure(models.Model):
    """One thing to do to one category. `detail_sealed` is JSON: of a correction {"field",
    "current", "right"}, of the others {"extent_ja", "extent_en"} where not the whole category.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision_item = models.ForeignKey(
        DecisionItem, on_delete=models.PROTECT, related_name="measures"
    )
    position = models.PositiveSmallIntegerField(_("position"))
    action = models.CharField(_("action"), max_length=15, choices=ActionKind)
    category = models.ForeignKey(DataCategory, on_delete=models.PROTECT, related_name="+")
    detail_sealed = models.BinaryField(null=True, blank=True)

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["decision_item", "position"], name="one_measure_per_position"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_item_id} {self.action} {self.category_id}"

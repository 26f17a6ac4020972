"""What a draft promises: it becomes a Promise on the day the answer is released."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dsr.fulfilment.enums import PromiseKind
from dsr.fulfilment.models.decision import DecisionItem
from policies.models import LegalRetention


class PlannedPromise(models.Model):
    """One promise of a draft. `text_sealed` is JSON {"ja", "en"}, the words of the letter."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision_item = models.ForeignKey(
        DecisionItem, on_delete=models.PROTECT, related_name="planned_promises"
    )
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=25, choices=PromiseKind)
    retention = models.ForeignKey(
        LegalRetention, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text_sealed = models.BinaryField()
    due_date = models.DateField(_("due"))

    class Meta:
        verbose_name = _("planned promise")
        verbose_name_plural = _("planned promises")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["decision_item", "position"], name="one_planned_promise_per_position"
            ),
            models.CheckConstraint(
                condition=~Q(kind="ERASE_AFTER_RETENTION") | Q(retention__isnull=False),
                name="a_planned_later_erasure_names_the_law",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_item_id} {self.kind} {self.due_date}"

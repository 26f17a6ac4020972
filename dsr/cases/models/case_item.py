"""Items: each thing asked in one filing has its own outcome."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dsr.cases.enums import Outcome, OutcomeCode
from dsr.cases.models.case import Case
from policies.enums import RequestKind


class CaseItem(models.Model):
    """One kind of request within a case. `detail_sealed` holds the person's own words (JSON)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=20, choices=RequestKind)
    scope = models.JSONField(_("scope"), default=list)
    period_from = models.DateField(_("period from"), null=True, blank=True)
    period_to = models.DateField(_("period to"), null=True, blank=True)
    detail_sealed = models.BinaryField(null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, blank=True)
    outcome_code = models.CharField(_("code"), max_length=2, choices=OutcomeCode, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    notified_at = models.DateTimeField(_("notified at"), null=True, blank=True)

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["case", "position"], name="one_item_per_position"),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True)
                | Q(outcome__gt="", decided_at__isnull=False),
                name="decided_iff_outcome",
            ),
            models.CheckConstraint(
                condition=Q(notified_at__isnull=True) | Q(decided_at__isnull=False),
                name="notified_only_once_decided",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["REFUSED", "NOT_RETAINED", "DOES_NOT_EXIST"])
                | Q(outcome_code__gt=""),
                name="a_refusal_names_its_ground",
            ),
            models.CheckConstraint(
                condition=Q(period_from__isnull=True)
                | Q(period_to__isnull=True)
                | Q(period_from__lte=models.F("period_to")),
                name="period_runs_forward",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.position} {self.kind}"

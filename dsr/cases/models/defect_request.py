"""Correction of defects (補正): what the person was asked to complete, and by when."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dsr.cases.enums import OutcomeCode
from dsr.cases.models.case import Case
from policies.models import DeadlineRule


class DefectRequest(models.Model):
    """One asking. `text_sealed` is what the person reads; `code` is the ground if nothing comes.

    Open until answered (`answered_at`) or given up with the case's end (`ended_at`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="defect_requests")
    code = models.CharField(_("ground"), max_length=2, choices=OutcomeCode)
    text_sealed = models.BinaryField()
    asked_at = models.DateTimeField(_("asked at"))
    due_date = models.DateField(_("due"))
    due_rule = models.ForeignKey(DeadlineRule, on_delete=models.PROTECT, related_name="+")
    reminders = models.PositiveSmallIntegerField(_("reminders"), default=0)
    reminded_on = models.DateField(_("last reminder on"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("correction of defects")
        verbose_name_plural = _("corrections of defects")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(answered_at__isnull=True, ended_at__isnull=True),
                name="one_open_defect_request",
            ),
            models.CheckConstraint(
                condition=Q(code__in=["F1", "F2", "F3", "F4"]), name="a_defect_has_an_f_code"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.code} {self.due_date}"

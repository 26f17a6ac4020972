"""Manual tasks: a person searches a system that no connector reads."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dsr.fulfilment.models.source_result import SourceResult


class ManualTask(models.Model):
    """One task of one collection. What it brings are the parts of its source result."""

    result = models.OneToOneField(SourceResult, on_delete=models.PROTECT, related_name="task")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name=_("assignee"),
    )  # fmt: skip
    due_date = models.DateField(_("due"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    chase_level = models.PositiveSmallIntegerField(_("urgency of the last chase mail"), default=0)
    chased_on = models.DateField(_("last chase mail on"), null=True, blank=True)

    class Meta:
        verbose_name = _("manual task")
        verbose_name_plural = _("manual tasks")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="a_task_is_done_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"task {self.pk}"

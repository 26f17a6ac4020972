"""Links between cases: duplicates, complaints about a case, follow-ups. Shown, never a refusal."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dsr.cases.enums import LinkKind
from dsr.cases.models.case import Case


class CaseLink(models.Model):
    """`case` belongs to the earlier `other`. `made_by` null: found by the system.

    A link is not deleted; `undone_at` says that somebody found it wrong.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="links")
    other = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="linked_from")
    kind = models.CharField(_("kind"), max_length=20, choices=LinkKind)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(_("made at"))
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["case", "other", "kind"],
                condition=Q(undone_at__isnull=True),
                name="linked_once_a_kind",
            ),
            models.CheckConstraint(condition=~Q(case=F("other")), name="a_link_joins_two_cases"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="undone_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.other_id}"

"""Another way of delivery than the chosen one: the person is told first (Art 33(2), (3))."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dsr.cases.models import Case
from policies.enums import DeliveryMethod


class MethodChange(models.Model):
    """One change. `reason_sealed` is JSON {"ja", "en"}: why the chosen way is difficult."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="method_changes")
    requested = models.CharField(_("asked for"), max_length=10, choices=DeliveryMethod)
    used = models.CharField(_("used instead"), max_length=10, choices=DeliveryMethod)
    reason_sealed = models.BinaryField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    told_at = models.DateTimeField(_("told at"))

    class Meta:
        verbose_name = _("change of delivery")
        verbose_name_plural = _("changes of delivery")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~Q(requested=F("used")), name="a_method_change_changes_the_method"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.requested} {self.used}"

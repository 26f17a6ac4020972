"""Why a staff account came, changed or ended."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import StaffChangeKind


class StaffChange(models.Model):
    """One change of one staff account with its reason; the access ledger proves it happened."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="staff_changes"
    )
    kind = models.CharField(_("change"), max_length=20, choices=StaffChangeKind)
    roles = models.CharField(_("roles"), max_length=120, blank=True)
    reason = models.CharField(_("reason"), max_length=1000)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("staff change")
        verbose_name_plural = _("staff changes")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.kind} {self.user_id}"

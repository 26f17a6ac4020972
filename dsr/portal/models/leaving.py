"""Leaving the service (退会): who asked, and the request to erase that follows from it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dsr.cases.models import Case


class Leaving(models.Model):
    """One person's wish to leave. Every consent ended at `left_at`; `case` erases what may go."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="leavings"
    )
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="leaving")
    left_at = models.DateTimeField(_("left at"))

    class Meta:
        verbose_name = _("leaving of the service")
        verbose_name_plural = _("leavings of the service")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.case_id)

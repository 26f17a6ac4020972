"""Investigations: what the desk found out about one thing asked (Arts 34(2), 35(2))."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dsr.cases.models import CaseItem


class Investigation(models.Model):
    """The findings on one item, sealed; written before the item is decided, never shown outside."""

    item = models.OneToOneField(CaseItem, on_delete=models.PROTECT, related_name="investigation")
    findings_sealed = models.BinaryField()
    investigated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    investigated_at = models.DateTimeField(_("investigated at"))

    class Meta:
        verbose_name = _("investigation")
        verbose_name_plural = _("investigations")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.item_id)

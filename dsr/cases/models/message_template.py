"""Texts that staff begin a message with; never sent as they are, always read first."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class MessageTemplate(models.Model):
    """A text in both languages with names in braces (dsr.cases.domain.message_variables)."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    title_ja = models.CharField(_("title (Japanese)"), max_length=80)
    title_en = models.CharField(_("title (English)"), max_length=80)
    text_ja = models.TextField(_("text (Japanese)"))
    text_en = models.TextField(_("text (English)"))
    active = models.BooleanField(_("offered to staff"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("message template")
        verbose_name_plural = _("message templates")
        default_permissions = ("view", "add", "change")

    def __str__(self) -> str:
        return self.code

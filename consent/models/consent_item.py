"""Things a person may say yes or no to."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ConsentItem(models.Model):
    """One switch, with the text under which it is given (policy Arts 4-1, 6)."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name_ja = models.CharField(_("name (Japanese)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    text_ja = models.TextField(_("text (Japanese)"))
    text_en = models.TextField(_("text (English)"))
    text_version = models.CharField(_("text version"), max_length=20)

    class Meta:
        verbose_name = _("consent item")
        verbose_name_plural = _("consent items")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.code

"""Countries where data is handled: what the public page says about each (Art 28, Order Art 10)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class Country(models.Model):
    """One country or region; `regime` is its protection of personal data, in plain words."""

    code = models.CharField(_("code (two letters)"), max_length=2, unique=True)
    name_ja = models.CharField(_("name (Japanese)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    regime_ja = models.TextField(_("protection of personal data there (Japanese)"), blank=True)
    regime_en = models.TextField(_("protection of personal data there (English)"), blank=True)
    safeguards_ja = models.TextField(_("what we do about it (Japanese)"), blank=True)
    safeguards_en = models.TextField(_("what we do about it (English)"), blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        default_permissions = ("view", "add", "change")

    def __str__(self) -> str:
        return self.code

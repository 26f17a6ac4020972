"""The chart of accounts and the tax categories: settings, with the names each export writes."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from dsr.fees.enums import AccountCode, AccountKind, TaxCode


class Account(models.Model):
    """One account of the books of fees. Its code is ours and stays; its names are settings.

    An export names the account `<format>_name` and, where it is not "", the subsidiary account
    `<format>_sub`.
    """

    code = models.CharField(_("code"), max_length=20, primary_key=True, choices=AccountCode)
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=10, choices=AccountKind)
    name_ja = models.CharField(_("name (Japanese)"), max_length=60)
    name_en = models.CharField(_("name (English)"), max_length=60)
    yayoi_name = models.CharField(_("account in Yayoi"), max_length=60)
    yayoi_sub = models.CharField(_("subsidiary account in Yayoi"), max_length=60, blank=True)
    moneyforward_name = models.CharField(_("account in Money Forward"), max_length=60)
    moneyforward_sub = models.CharField(
        _("subsidiary account in Money Forward"), max_length=60, blank=True
    )
    freee_name = models.CharField(_("account in freee"), max_length=60)
    freee_sub = models.CharField(_("subsidiary account in freee"), max_length=60, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = pgettext_lazy("bookkeeping", "account")
        verbose_name_plural = _("chart of accounts")
        default_permissions = ("view", "change")

    def __str__(self) -> str:
        return self.name_ja


class TaxName(models.Model):
    """How a tax category is called here and in each export."""

    code = models.CharField(_("code"), max_length=20, primary_key=True, choices=TaxCode)
    position = models.PositiveSmallIntegerField(_("position"))
    rate_percent = models.PositiveSmallIntegerField(_("rate (per cent)"))
    name_ja = models.CharField(_("name (Japanese)"), max_length=60)
    name_en = models.CharField(_("name (English)"), max_length=60)
    yayoi_name = models.CharField(_("tax category in Yayoi"), max_length=60)
    moneyforward_name = models.CharField(_("tax category in Money Forward"), max_length=60)
    freee_name = models.CharField(_("tax category in freee"), max_length=60)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("tax category")
        verbose_name_plural = _("tax categories")
        default_permissions = ("view", "change")

    def __str__(self) -> str:
        return self.name_ja

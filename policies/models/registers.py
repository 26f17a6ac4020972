"""Registers behind the public page (Art 32(1)) and behind every disclosure's completeness."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from policies.enums import CollectedHow, DataScope


class PurposeOfUse(models.Model):
    """One purpose of use (利用目的) of the company's policy."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), unique=True)
    text_ja = models.TextField(_("text (Japanese)"))
    text_en = models.TextField(_("text (English)"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("purpose of use")
        verbose_name_plural = _("purposes of use")
        default_permissions = ("view", "add", "change")

    def __str__(self) -> str:
        return self.code


class DataCategory(models.Model):
    """A category of personal data. Each is exported or listed as excluded in every disclosure.

    `scope` groups categories into the choices of the request form (DOMAIN §7). An
    `excluded_because_*` text marks a category that is searched by no source, with the reason.
    """

    code = models.CharField(_("code"), max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), unique=True)
    name_ja = models.CharField(_("name (Japanese)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    collected_how = models.CharField(_("collected"), max_length=15, choices=CollectedHow)
    scope = models.CharField(_("scope"), max_length=20, choices=DataScope)
    purposes = models.ManyToManyField(PurposeOfUse, blank=True, verbose_name=_("purposes"))
    excluded_because_ja = models.CharField(
        _("excluded because (Japanese)"), max_length=300, blank=True
    )
    excluded_because_en = models.CharField(
        _("excluded because (English)"), max_length=300, blank=True
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("data category")
        verbose_name_plural = _("data categories")
        default_permissions = ("view", "add", "change")

    def __str__(self) -> str:
        return self.code

"""Processors (委託先) and recipients (提供先) of data, and the laws that oblige to keep it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from policies.enums import HolderRoute
from policies.models.country import Country
from policies.models.registers import DataCategory


class Processor(models.Model):
    """A processor the company entrusts data to (Art 25); tasks fan out to it (policy Art 7)."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), unique=True)
    name_ja = models.CharField(_("name (Japanese)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    service_ja = models.CharField(_("what it does (Japanese)"), max_length=200)
    service_en = models.CharField(_("what it does (English)"), max_length=200)
    categories = models.ManyToManyField(
        DataCategory, related_name="processors", verbose_name=_("categories it handles")
    )
    country = models.ForeignKey(
        Country,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="processors",
        verbose_name=_("country where it handles data"),
    )
    instructions_ja = models.TextField(_("instructions (Japanese)"), blank=True)
    instructions_en = models.TextField(_("instructions (English)"), blank=True)
    action_route = models.CharField(
        _("told to act"), max_length=10, choices=HolderRoute, default=HolderRoute.MANUAL
    )
    task_days = models.PositiveSmallIntegerField(_("days for the task"), default=5)
    active = models.BooleanField(_("active"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("processor")
        verbose_name_plural = _("processors")
        default_permissions = ("view", "add", "change")

    def __str__(self) -> str:
        return self.code


class Recipient(models.Model):
    """A third party data is provided to (Arts 27, 28); a stop of provision reaches it."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), unique=True)
    name_ja = models.CharField(_("name (Japanese)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    purpose_ja = models.CharField(_("why it is provided (Japanese)"), max_length=200)
    purpose_en = models.CharField(_("why it is provided (English)"), max_length=200)
    categories = models.ManyToManyField(
        DataCategory, related_name="recipients", verbose_name=_("categories it receives")
    )
    address_ja = models.CharField(_("address (Japanese)"), max_length=200, blank=True)
    address_en = models.CharField(_("address (English)"), max_length=200, blank=True)
    representative_ja = models.CharField(_("representative (Japanese)"), max_length=120, blank=True)
    representative_en = models.CharField(_("representative (English)"), max_length=120, blank=True)
    country = models.ForeignKey(
        Country,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="recipients",
        verbose_name=_("country where it handles data"),
    )
    instructions_ja = models.TextField(_("instructions (Japanese)"), blank=True)
    instructions_en = models.TextField(_("instructions (English)"), blank=True)
    action_route = models.CharField(
        _("told to act"), max_length=10, choices=HolderRoute, default=HolderRoute.MANUAL
    )
    task_days = models.PositiveSmallIntegerField(_("days for the task"), default=5)
    active = models.BooleanField(_("active"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        default_permissions = ("view", "add", "change")

    def __str__(self) -> str:
        return self.code


class LegalRetention(models.Model):
    """A law that obliges the company to keep some data: erasure is promised for its end.

    `days` count from the event `from_ja`/`from_en` describe (such as the day of the transaction).
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), unique=True)
    law_ja = models.CharField(_("law and article (Japanese)"), max_length=200)
    law_en = models.CharField(_("law and article (English)"), max_length=200)
    what_ja = models.CharField(_("what must be kept (Japanese)"), max_length=200)
    what_en = models.CharField(_("what must be kept (English)"), max_length=200)
    from_ja = models.CharField(_("counted from (Japanese)"), max_length=120)
    from_en = models.CharField(_("counted from (English)"), max_length=120)
    days = models.PositiveIntegerField(_("days"))
    categories = models.ManyToManyField(
        DataCategory, related_name="legal_retentions", verbose_name=_("categories it covers")
    )
    active = models.BooleanField(_("active"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("legal retention")
        verbose_name_plural = _("legal retentions")
        default_permissions = ("view", "add", "change")

    def __str__(self) -> str:
        return self.code

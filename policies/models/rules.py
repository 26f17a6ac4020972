"""Dated rules: every number that may change holds from a date, and dates remember their row."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from policies.enums import (
    FEE_BEARING_KINDS,
    DayKind,
    DeadlineCode,
    DeliveryMethod,
    FeeCharged,
    RequestKind,
    RetentionCode,
)


class FeeScheduleRow(models.Model):
    """What one kind of request costs from a date (Art 38; FEES). No row means 0 yen.

    `amount` is the tax-inclusive total in integer yen. `delivery_method` empty means any.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=RequestKind)
    delivery_method = models.CharField(
        _("delivery"), max_length=10, choices=DeliveryMethod, blank=True
    )
    amount = models.PositiveIntegerField(_("amount (yen, tax included)"))
    charged = models.CharField(
        _("charged"), max_length=15, choices=FeeCharged, default=FeeCharged.AT_FILING
    )
    effective_from = models.DateField(_("effective from"))
    published_at = models.DateTimeField(_("published at"))

    class Meta:
        verbose_name = _("fee schedule row")
        verbose_name_plural = _("fee schedule")
        default_permissions = ("view", "add")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "delivery_method", "effective_from"],
                name="one_fee_per_kind_method_and_date",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=FEE_BEARING_KINDS) | models.Q(amount=0),
                name="only_art_38_kinds_carry_a_fee",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount} {self.effective_from}"


class DeadlineRule(models.Model):
    """How many days a clock gives from a date. `source` says law, guideline or our decision."""

    code = models.CharField(_("clock"), max_length=30, choices=DeadlineCode)
    days = models.PositiveSmallIntegerField(_("days"))
    day_kind = models.CharField(_("counted in"), max_length=10, choices=DayKind)
    effective_from = models.DateField(_("effective from"))
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("deadline rule")
        verbose_name_plural = _("deadline rules")
        default_permissions = ("view", "add")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "effective_from"], name="one_rule_per_clock_and_date"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.days} {self.day_kind}"


class RetentionRule(models.Model):
    """How many days a thing is kept after the event that ends its need."""

    code = models.CharField(_("what"), max_length=20, choices=RetentionCode)
    days = models.PositiveIntegerField(_("days"))
    effective_from = models.DateField(_("effective from"))
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("retention rule")
        verbose_name_plural = _("retention rules")
        default_permissions = ("view", "add")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "effective_from"], name="one_retention_per_thing_and_date"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.days}"


class Closure(models.Model):
    """A day the desk is closed besides Saturdays, Sundays and national holidays."""

    on = models.DateField(_("date"), unique=True)
    reason = models.CharField(_("reason"), max_length=100)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        default_permissions = ("view", "add", "change", "delete")

    def __str__(self) -> str:
        return f"{self.on} {self.reason}"

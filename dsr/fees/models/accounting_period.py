"""Accounting months: open, closed, and open again only by two people."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import LedgerRow
from dsr.fees.enums import PeriodStatus, PeriodStep


class AccountingPeriod(models.Model):
    """One month of the books. While it is not OPEN, a trigger refuses entries dated in it."""

    month = models.DateField(_("month"), unique=True)  # its first day
    status = models.CharField(
        _("status"), max_length=10, choices=PeriodStatus, default=PeriodStatus.OPEN,
        db_default=PeriodStatus.OPEN,
    )  # fmt: skip
    closed_at = models.DateTimeField(
        pgettext_lazy("accounting month", "closed at"), null=True, blank=True
    )
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name=_("closed by"),
    )  # fmt: skip
    reopening_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name=_("reopening asked by"),
    )  # fmt: skip
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name=_("reopened by"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("accounting month")
        verbose_name_plural = _("accounting months")
        default_permissions = ("view",)
        permissions = [
            ("close_period", _("Can close an accounting month")),
            ("reopen_period", _("Can reopen an accounting month, with a second person")),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="a_month_is_its_first_day"),
            models.CheckConstraint(
                condition=Q(status="OPEN", closed_at__isnull=True, closed_by__isnull=True)
                | (~Q(status="OPEN") & Q(closed_at__isnull=False, closed_by__isnull=False)),
                name="month_closed_iff_closed_at",
            ),
            models.CheckConstraint(
                condition=~Q(status="REOPENING") | Q(reopening_asked_by__isnull=False),
                name="somebody_asked_for_the_reopening",
            ),
            models.CheckConstraint(
                condition=Q(reopened_by__isnull=True)
                | Q(reopening_asked_by__isnull=False) & ~Q(reopened_by=F("reopening_asked_by")),
                name="a_month_is_reopened_by_two_people",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Its chain: "2026-03"."""
        return f"{self.month:%Y-%m}"


class PeriodNote(models.Model):
    """Why a month was closed or reopened: words beside the ledger, about books and no person."""

    text = models.TextField(_("reason"), max_length=2000)
    at = models.DateTimeField(_("at"))

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class PeriodEvent(LedgerRow):
    """What people did to an accounting month. Chain: the month, "2026-03"."""

    period = models.ForeignKey(AccountingPeriod, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(_("at"))
    step = models.CharField(_("step"), max_length=20, choices=PeriodStep)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )  # fmt: skip
    reason = models.ForeignKey(PeriodNote, on_delete=models.PROTECT, related_name="+")

    class Meta(LedgerRow.Meta):
        verbose_name = _("event of an accounting month")
        verbose_name_plural = _("events of accounting months")
        constraints = [
            models.UniqueConstraint(fields=["chain", "sequence"], name="period_event_numbered_once")
        ]

    def __str__(self) -> str:
        return f"{self.chain}#{self.sequence} {self.step}"

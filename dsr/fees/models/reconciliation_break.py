"""Breaks: where our books, Stripe's and the bank's differ, each typed and owned (FEES §5)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dsr.fees.enums import BreakStatus, BreakStep, BreakType
from dsr.fees.models.fee import Fee


class ReconciliationRun(models.Model):
    """One comparison of all books: when, over how many rows, and what it found."""

    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"))
    compared = models.PositiveIntegerField(_("movements compared"))
    matched = models.PositiveIntegerField(_("payouts matched"))
    found = models.PositiveIntegerField(_("new breaks"))
    returned = models.PositiveIntegerField(_("breaks that came back"))
    gone = models.PositiveIntegerField(_("breaks that went"))

    class Meta:
        verbose_name = _("reconciliation run")
        verbose_name_plural = _("reconciliation runs")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.started_at.isoformat()


class ReconciliationBreak(models.Model):
    """One difference. A run opens it and marks it gone when it no longer holds; nobody repairs it.

    `key` is what it is about within its type (an id of ours or of Stripe's), so that the next run
    knows it again. `expected` and `found` are the two sides in yen where there are two.
    `happened_on` (JST) says to which month it belongs.
    """

    reference = models.CharField(_("break"), max_length=20, unique=True)
    type = models.CharField(_("type"), max_length=24, choices=BreakType)
    key = models.CharField(max_length=120)
    status = models.CharField(
        _("status"), max_length=10, choices=BreakStatus, default=BreakStatus.OPEN
    )
    fee = models.ForeignKey(
        Fee, on_delete=models.PROTECT, null=True, blank=True, related_name="breaks"
    )
    about = models.CharField(_("about"), max_length=120)
    expected = models.BigIntegerField(_("expected (yen)"), null=True, blank=True)
    found = models.BigIntegerField(_("found (yen)"), null=True, blank=True)
    happened_on = models.DateField(_("day"))
    opened_at = models.DateTimeField(_("found at"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name=_("owner"),
    )  # fmt: skip
    resolution = models.CharField(_("resolution"), max_length=1000, blank=True)
    ended_at = models.DateTimeField(_("resolved or gone at"), null=True, blank=True)

    class Meta:
        verbose_name = _("break")
        verbose_name_plural = _("breaks")
        default_permissions = ("view",)
        permissions = [("handle_break", _("Can assign, note and resolve breaks"))]
        constraints = [
            models.UniqueConstraint(fields=["type", "key"], name="a_break_is_known_once"),
            models.CheckConstraint(
                condition=Q(status="OPEN", ended_at__isnull=True)
                | (~Q(status="OPEN") & Q(ended_at__isnull=False)),
                name="a_break_ended_iff_ended_at",
            ),
            models.CheckConstraint(
                condition=~Q(status="RESOLVED") | Q(resolution__gt=""),
                name="a_resolved_break_says_how",
            ),
        ]
        indexes = [
            models.Index(
                fields=["happened_on"], name="breaks_open", condition=Q(status="OPEN")
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.reference


class BreakEvent(models.Model):
    """What was done about a break, by whom; `actor` is null where a run did it. Only added to."""

    broken = models.ForeignKey(ReconciliationBreak, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(_("at"))
    step = models.CharField(_("step"), max_length=10, choices=BreakStep)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    note = models.CharField(_("note"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("event of a break")
        verbose_name_plural = _("events of breaks")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.broken_id} {self.step}"

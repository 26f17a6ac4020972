"""How far each of Stripe's lists has been read: what a broken-off pull goes on from."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dsr.fees.enums import PullKind


class StripePull(models.Model):
    """One list of Stripe's. A window is read page by page, each page kept with its cursor.

    Everything created in [covered_since, covered_until) has been read. While a window is open,
    `window_since`, `window_until` and `cursor` say where it stands; `rows` counts what it read.
    """

    kind = models.CharField(_("list"), max_length=12, choices=PullKind, unique=True)
    covered_since = models.DateTimeField(_("read from"), null=True, blank=True)
    covered_until = models.DateTimeField(_("read until"), null=True, blank=True)
    window_since = models.DateTimeField(null=True, blank=True)
    window_until = models.DateTimeField(null=True, blank=True)
    cursor = models.CharField(max_length=100, blank=True)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    advanced_at = models.DateTimeField(_("went on at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    failure = models.CharField(_("failure"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("reading from Stripe")
        verbose_name_plural = _("reading from Stripe")
        default_permissions = ("view",)
        permissions = [("pull_from_stripe", _("Can read Stripe's lists and reconcile now"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(window_since__isnull=True, window_until__isnull=True, cursor="")
                | Q(window_since__lt=F("window_until")),
                name="an_open_pull_has_a_window",
            ),
            models.CheckConstraint(
                condition=Q(covered_since__isnull=True, covered_until__isnull=True)
                | Q(covered_since__lt=F("covered_until")),
                name="what_was_pulled_has_both_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.kind

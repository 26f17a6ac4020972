"""The breach: one leak, loss or damage of personal data, or the fear of one (APPI Art 26)."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import DataKey
from dsr.breaches.domain.clocks import SOON
from dsr.breaches.enums import BreachKind, BreachStatus
from dsr.cases.models import Case
from policies.models import DataCategory, DeadlineRule

NEEDS_PRELIMINARY = (BreachStatus.OPEN, BreachStatus.ASSESSED)


class BreachQuerySet(models.QuerySet["Breach"]):
    """Filters read as adjectives."""

    def unended(self) -> "BreachQuerySet":
        """Not closed."""
        return self.filter(closed_at__isnull=True)

    def unreported(self) -> "BreachQuerySet":
        """A report is owed, or it is not yet known whether one is."""
        return self.filter(status__in=[*NEEDS_PRELIMINARY, BreachStatus.REPORTED_PRELIMINARY])

    def pressing(self, *, on: date) -> "BreachQuerySet":
        """A report is due within two days or late."""
        soon = on + SOON
        return self.filter(
            Q(status__in=NEEDS_PRELIMINARY, preliminary_due_date__lte=soon)
            | Q(status__in=NEEDS_PRELIMINARY, final_due_date__lte=soon)
            | Q(status=BreachStatus.REPORTED_PRELIMINARY, final_due_date__lte=soon)
        )

    def reportable(self) -> "BreachQuerySet":
        """Assessed as one that must be reported; closed ones too (Art 35(5) looks at them)."""
        return self.filter(reportable=True)


class Breach(models.Model):
    """One breach. `status` is written by dsr.breaches.services.handling.take_breach_step alone.

    What happened is sealed with the breach's own key. `knowledge_on` is day 1 of both clocks, each
    date beside the rule row it came from; the clocks run before anybody has assessed anything.
    """

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    opening_token = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=BreachKind)
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="breaches",
        verbose_name=_("request"),
    )  # fmt: skip
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    facts_sealed = models.BinaryField()
    categories = models.ManyToManyField(
        DataCategory, blank=True, related_name="+", verbose_name=_("categories of data")
    )
    people_count = models.PositiveIntegerField(_("number of people"), null=True, blank=True)

    status = models.CharField(
        _("status"), max_length=24, choices=BreachStatus, default=BreachStatus.OPEN
    )
    reportable = models.BooleanField(_("must be reported"), null=True, blank=True)
    grounds = models.JSONField(_("grounds"), default=list, blank=True)

    knowledge_on = models.DateField(_("day of knowledge"))
    preliminary_due_date = models.DateField(_("preliminary report due"))
    preliminary_due_rule = models.ForeignKey(
        DeadlineRule, on_delete=models.PROTECT, related_name="+"
    )
    final_due_date = models.DateField(_("final report due"))
    final_due_rule = models.ForeignKey(DeadlineRule, on_delete=models.PROTECT, related_name="+")
    preliminary_reported_on = models.DateField(_("preliminary report on"), null=True, blank=True)
    final_reported_on = models.DateField(_("final report on"), null=True, blank=True)

    opened_at = models.DateTimeField(_("opened at"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("opened by"),
    )  # fmt: skip
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = BreachQuerySet.as_manager()

    class Meta:
        verbose_name = _("breach")
        verbose_name_plural = _("breaches")
        default_permissions = ("view",)
        permissions = [
            ("report_breach", _("Can open a breach record")),
            ("handle_breach", _("Can assess, report and close a breach")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(closed_at__isnull=True, case__isnull=False),
                name="one_unended_breach_a_case_and_kind",
            ),
            models.CheckConstraint(
                condition=Q(status="CLOSED", closed_at__isnull=False)
                | (~Q(status="CLOSED") & Q(closed_at__isnull=True)),
                name="breach_closed_iff_closed_at",
            ),
            models.CheckConstraint(
                condition=Q(reportable=True) & ~Q(grounds=[])
                | Q(grounds=[]) & (Q(reportable=False) | Q(reportable__isnull=True)),
                name="reportable_iff_grounds",
            ),
            models.CheckConstraint(
                condition=Q(status="OPEN", reportable__isnull=True)
                | Q(status="NOT_REPORTABLE", reportable=False)
                | Q(status="CLOSED", reportable__isnull=False)
                | Q(
                    status__in=["ASSESSED", "REPORTED_PRELIMINARY", "REPORTED_FINAL"],
                    reportable=True,
                ),
                name="status_says_whether_reportable",
            ),
            models.CheckConstraint(
                condition=~Q(status="REPORTED_PRELIMINARY")
                | Q(preliminary_reported_on__isnull=False),
                name="preliminary_report_has_its_day",
            ),
            models.CheckConstraint(
                condition=~(Q(status="REPORTED_FINAL") | Q(status="CLOSED", reportable=True))
                | Q(final_reported_on__isnull=False),
                name="final_report_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(preliminary_due_date__gte=F("knowledge_on"))
                & Q(final_due_date__gte=F("preliminary_due_date")),
                name="breach_clocks_run_forward",
            ),
            models.CheckConstraint(
                condition=Q(reference__regex=r"^BR-[0-9]{4}-[0-9]{6,}$"),
                name="breach_reference_is_well_formed",
            ),
        ]
        indexes = [
            models.Index(fields=["-opened_at", "-id"], name="breach_newest"),
            models.Index(
                fields=["final_due_date", "id"], name="breach_unended_by_due",
                condition=Q(closed_at__isnull=True),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.reference

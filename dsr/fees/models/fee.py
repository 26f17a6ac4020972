"""The fee of one filing (APPI Art 38; FEES §3)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dsr.cases.models import Case
from dsr.fees.enums import FeeStatus
from policies.enums import FEE_BEARING_KINDS, RequestKind
from policies.models import FeeScheduleRow


class Fee(models.Model):
    """What one filing costs, once per filing per person. The amount is its schedule row's.

    `reference` is all that Stripe, exports and finance see: it leads to no person by itself.
    `amount` is integer yen, tax included, copied from `schedule_row` under a trigger that
    refuses any other number.
    """

    reference = models.CharField(_("fee reference"), max_length=20, unique=True)
    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, related_name="fee", verbose_name=_("request")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=RequestKind)
    schedule_row = models.ForeignKey(FeeScheduleRow, on_delete=models.PROTECT, related_name="+")
    amount = models.PositiveIntegerField(_("amount (yen)"))
    status = models.CharField(_("status"), max_length=20, choices=FeeStatus, default=FeeStatus.DUE)
    overpaid = models.BooleanField(_("overpaid"), default=False)
    needs_review = models.BooleanField(_("needs review"), default=False)
    refund_pending = models.BooleanField(_("refund pending"), default=False)
    receipt_addressee_sealed = models.BinaryField(null=True, blank=True)
    raised_at = models.DateTimeField(_("raised at"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("waived or cancelled at"), null=True, blank=True)
    reminded_on = models.DateField(_("last reminded on"), null=True, blank=True)

    class Meta:
        verbose_name = _("fee")
        verbose_name_plural = _("fees")
        default_permissions = ("view",)
        permissions = [
            ("waive_fee", _("Can waive a fee")),
            ("record_offline_payment", _("Can record an offline payment")),
            ("refund_fee", _("Can refund a fee")),
            ("sync_payment", _("Can ask Stripe how a payment stands")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=FEE_BEARING_KINDS), name="no_fee_on_a_kind_that_bears_none"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_fee_costs_something"),
            models.CheckConstraint(
                condition=Q(status__in=["DUE", "PENDING", "WAIVED", "CANCELLED"])
                | Q(settled_at__isnull=False),
                name="settled_statuses_have_settled_at",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["WAIVED", "CANCELLED"], ended_at__isnull=False)
                | (~Q(status__in=["WAIVED", "CANCELLED"]) & Q(ended_at__isnull=True)),
                name="ended_iff_waived_or_cancelled",
            ),
        ]
        indexes = [models.Index(fields=["-raised_at", "-id"], name="fee_newest")]

    def __str__(self) -> str:
        return self.reference


class FeeCounter(models.Model):
    """The last fee number given in a JST year; locked while a fee takes the next."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"

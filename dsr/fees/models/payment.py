"""Payments: money that came, whatever it turned out to count as."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dsr.fees.enums import PaymentMethod, PaymentStanding, RefundReason, RefundStatus
from dsr.fees.models.fee import Fee
from dsr.fees.models.payment_attempt import PaymentAttempt


class Payment(models.Model):
    """One receipt of money, through Stripe (attempt) or offline (recorded by finance)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    fee = models.ForeignKey(Fee, on_delete=models.PROTECT, related_name="payments")
    attempt = models.OneToOneField(
        PaymentAttempt, on_delete=models.PROTECT, null=True, blank=True, related_name="payment"
    )
    payment_intent_id = models.CharField(max_length=100, blank=True)
    charge_id = models.CharField(max_length=100, blank=True)
    method = models.CharField(_("method"), max_length=15, choices=PaymentMethod)
    amount = models.IntegerField(_("amount (yen)"))
    currency = models.CharField(max_length=3, default="jpy")
    livemode = models.BooleanField(default=False)
    standing = models.CharField(_("counts as"), max_length=12, choices=PaymentStanding)
    mismatch = models.CharField(_("mismatch"), max_length=100, blank=True)
    stripe_fee = models.IntegerField(_("Stripe's fee (yen)"), null=True, blank=True)
    balance_transaction_id = models.CharField(max_length=100, blank=True)
    paid_at = models.DateTimeField(_("paid at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    offline_reference = models.CharField(_("bank or order reference"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["payment_intent_id"], condition=Q(payment_intent_id__gt=""),
                name="a_payment_intent_is_one_payment",
            ),
            models.UniqueConstraint(
                fields=["fee"], condition=Q(standing="SETTLES_FEE"), name="a_fee_is_settled_once"
            ),
            models.CheckConstraint(
                condition=~Q(standing="SUSPENSE") | Q(mismatch__gt=""),
                name="suspense_says_what_does_not_match",
            ),
            models.CheckConstraint(
                condition=Q(attempt__isnull=False, recorded_by__isnull=True)
                | Q(attempt__isnull=True, recorded_by__isnull=False),
                name="through_stripe_or_recorded_by_finance",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.id)


class Refund(models.Model):
    """Money on its way back. Committed as REQUESTED before Stripe is called."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    amount = models.PositiveIntegerField(_("amount (yen)"))
    reason = models.CharField(_("reason"), max_length=15, choices=RefundReason)
    status = models.CharField(
        _("status"), max_length=16, choices=RefundStatus, default=RefundStatus.REQUESTED
    )
    stripe_refund_id = models.CharField(max_length=100, blank=True)
    failure_code = models.CharField(_("failure"), max_length=100, blank=True)
    offline_reference = models.CharField(_("bank or order reference"), max_length=60, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    requested_at = models.DateTimeField(_("requested at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["stripe_refund_id"], condition=Q(stripe_refund_id__gt=""),
                name="a_stripe_refund_is_one_refund",
            ),
            models.UniqueConstraint(
                fields=["payment", "reason"],
                condition=~Q(reason__in=["BY_FINANCE", "AT_STRIPE"])
                & ~Q(status__in=["FAILED", "CANCELED"]),
                name="an_automatic_refund_happens_once",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_refund_returns_something"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.id)

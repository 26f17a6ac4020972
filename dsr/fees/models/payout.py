"""Payouts: what Stripe sent to the company's bank, as Stripe tells it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dsr.fees.enums import PullSource


class Payout(models.Model):
    """One transfer to the bank, upserted by Stripe's id. A paid one may still fail.

    `arrival_on` is Stripe's arrival date (midnight UTC). The lines can be summed once `reconciled`;
    `lines_read` says that they were read from Stripe after that.
    """

    stripe_id = models.CharField(_("Stripe's id"), max_length=100, unique=True)
    status = models.CharField(_("status"), max_length=20)
    amount = models.BigIntegerField(_("amount (yen)"))
    currency = models.CharField(_("currency"), max_length=3)
    livemode = models.BooleanField(default=False)
    automatic = models.BooleanField(default=True)
    reconciled = models.BooleanField(_("lines are final"), default=False)
    lines_read = models.BooleanField(_("lines were read"), default=False)
    balance_transaction_stripe_id = models.CharField(max_length=100, blank=True)
    failure_balance_transaction_stripe_id = models.CharField(max_length=100, blank=True)
    failure_code = models.CharField(_("failure"), max_length=100, blank=True)
    arrival_on = models.DateField(_("arrives on"))
    created_at = models.DateTimeField(_("created at"))
    source = models.CharField(_("read from"), max_length=10, choices=PullSource)
    pulled_at = models.DateTimeField(_("read at"))

    class Meta:
        verbose_name = _("payout")
        verbose_name_plural = _("payouts")
        default_permissions = ("view",)
        indexes = [models.Index(fields=["-created_at", "-id"], name="payout_newest")]

    def __str__(self) -> str:
        return self.stripe_id

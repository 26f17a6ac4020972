"""Balance transactions: every movement of Stripe's balance, as Stripe tells it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dsr.fees.enums import PullSource
from dsr.fees.models.payout import Payout


class BalanceTransaction(models.Model):
    """One movement, upserted by Stripe's id: signed yen; `amount - fee = net` where all is well.

    `cause_id` is what moved the money: a charge, refund, dispute or payout by Stripe's id. No
    constraint checks the sums: what does not add up must be kept to be shown as a break.
    """

    stripe_id = models.CharField(_("Stripe's id"), max_length=100, unique=True)
    type = models.CharField(_("type"), max_length=60)
    category = models.CharField(_("reporting category"), max_length=60, blank=True)
    amount = models.BigIntegerField(_("amount (yen)"))
    fee = models.BigIntegerField(_("Stripe's fee (yen)"))
    fee_tax = models.BigIntegerField(_("tax in the fee (yen)"), default=0)
    net = models.BigIntegerField(_("net (yen)"))
    currency = models.CharField(_("currency"), max_length=3)
    status = models.CharField(_("status"), max_length=20)
    cause_id = models.CharField(_("caused by"), max_length=100, blank=True, db_index=True)
    payout = models.ForeignKey(
        Payout, on_delete=models.PROTECT, null=True, blank=True, related_name="lines"
    )
    created_at = models.DateTimeField(_("created at"), db_index=True)
    available_at = models.DateTimeField(_("available at"))
    source = models.CharField(_("read from"), max_length=10, choices=PullSource)
    pulled_at = models.DateTimeField(_("read at"))

    class Meta:
        verbose_name = _("balance transaction")
        verbose_name_plural = _("balance transactions")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.stripe_id

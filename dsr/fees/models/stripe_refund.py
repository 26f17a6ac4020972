"""Refunds as Stripe tells them, whoever made them; `Refund` is what our books say."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StripeRefund(models.Model):
    """One refund at Stripe, upserted by Stripe's id."""

    stripe_id = models.CharField(_("Stripe's id"), max_length=100, unique=True)
    status = models.CharField(_("status"), max_length=20)
    amount = models.BigIntegerField(_("amount (yen)"))
    currency = models.CharField(_("currency"), max_length=3)
    charge_id = models.CharField(max_length=100, blank=True)
    payment_intent_id = models.CharField(max_length=100, blank=True)
    failure_code = models.CharField(_("failure"), max_length=100, blank=True)
    created_at = models.DateTimeField(_("created at"))
    pulled_at = models.DateTimeField(_("read at"))

    class Meta:
        verbose_name = _("refund at Stripe")
        verbose_name_plural = _("refunds at Stripe")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.stripe_id

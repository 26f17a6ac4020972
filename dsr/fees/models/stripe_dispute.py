"""Disputes as Stripe tells them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StripeDispute(models.Model):
    """One dispute at Stripe, upserted by Stripe's id. A lost one may still be won."""

    stripe_id = models.CharField(_("Stripe's id"), max_length=100, unique=True)
    status = models.CharField(_("status"), max_length=30)
    reason = models.CharField(_("reason"), max_length=60, blank=True)
    amount = models.BigIntegerField(_("amount (yen)"))
    currency = models.CharField(_("currency"), max_length=3)
    livemode = models.BooleanField(default=False)
    charge_id = models.CharField(max_length=100, blank=True)
    payment_intent_id = models.CharField(max_length=100, blank=True)
    evidence_due_at = models.DateTimeField(_("answer due"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"))
    pulled_at = models.DateTimeField(_("read at"))

    class Meta:
        verbose_name = _("dispute at Stripe")
        verbose_name_plural = _("disputes at Stripe")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.stripe_id

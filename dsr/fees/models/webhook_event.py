"""Webhook events: the doorbell log. Ids and types only; the truth is fetched from Stripe."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dsr.fees.enums import WebhookOutcome


class WebhookEvent(models.Model):
    """One event id, stored before 200 is answered."""

    event_id = models.CharField(max_length=100, unique=True)
    type = models.CharField(_("type"), max_length=80)
    object_id = models.CharField(max_length=100, blank=True)
    api_version = models.CharField(max_length=40, blank=True)
    livemode = models.BooleanField(default=False)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=WebhookOutcome, default=WebhookOutcome.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    received_at = models.DateTimeField(_("received at"))
    handled_at = models.DateTimeField(_("handled at"), null=True, blank=True)

    class Meta:
        verbose_name = _("webhook event")
        verbose_name_plural = _("webhook events")
        default_permissions = ("view",)
        indexes = [
            models.Index(
                fields=["received_at"], name="webhook_unhandled",
                condition=models.Q(outcome__in=["WAITING", "UNMATCHED"]),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.event_id

"""Who is told of changes, and every telling."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import DataKey
from consent.enums import WebhookFault, WebhookStatus
from consent.models.consent_change import ConsentChange


class WebhookEndpoint(models.Model):
    """An address of a service. Its secrets are sealed: a JSON list, the newest first."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("service"), max_length=60, unique=True)
    url = models.URLField(_("address"), max_length=500)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT)
    secrets_sealed = models.BinaryField()
    active = models.BooleanField(pgettext_lazy("webhook", "switched on"), default=True)
    created_at = models.DateTimeField(_("created at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    changes = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        default_permissions = ("view",)
        permissions = [("manage_webhooks", _("Can manage webhooks"))]

    def __str__(self) -> str:
        return self.name


class WebhookDelivery(models.Model):
    """One change told to one endpoint. The id is the message's, the same at every try."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    endpoint = models.ForeignKey(
        WebhookEndpoint, on_delete=models.PROTECT, related_name="deliveries",
        verbose_name=_("webhook"),
    )  # fmt: skip
    change = models.ForeignKey(ConsentChange, on_delete=models.PROTECT, related_name="deliveries")
    status = models.CharField(
        _("status"), max_length=10, choices=WebhookStatus, default=WebhookStatus.QUEUED
    )
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    fault = models.CharField(
        pgettext_lazy("webhook", "what went wrong"), max_length=20, choices=WebhookFault, blank=True
    )
    created_at = models.DateTimeField(_("created at"))
    next_try_at = models.DateTimeField(_("next try"), null=True)
    delivered_at = models.DateTimeField(_("delivered at"), null=True)

    class Meta:
        verbose_name = _("webhook message")
        verbose_name_plural = _("webhook messages")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint", "change"], name="a_change_is_told_once_to_each"
            ),
            models.CheckConstraint(
                condition=models.Q(status="DELIVERED", delivered_at__isnull=False)
                | (~models.Q(status="DELIVERED") & models.Q(delivered_at__isnull=True)),
                name="delivered_iff_delivered_at",
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="webhook_message_newest"),
            models.Index(
                fields=["next_try_at"], name="webhook_message_waiting",
                condition=models.Q(status="QUEUED"),
            ),
            models.Index(
                fields=["endpoint", "status"], name="webhook_message_unheard",
                condition=models.Q(status__in=["QUEUED", "FAILED"]),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{localtime(self.created_at):%Y-%m-%d %H:%M} {self.endpoint.name}"

"""Services that speak to the desk's interface, their keys, and how much they ask."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.domain.api_key import client_tag
from accounts.enums import ApiClientChangeKind, ApiScope


class ApiClient(models.Model):
    """One service of the company. `scopes` is a list of ApiScope: it may do these and no more."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("service"), max_length=60, unique=True)
    scopes = models.JSONField(_("may do"), default=list)
    per_minute = models.PositiveIntegerField(_("requests a minute"))
    created_at = models.DateTimeField(_("created at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+",
        verbose_name=pgettext_lazy("api client", "created by"),
    )  # fmt: skip
    revoked_at = models.DateTimeField(pgettext_lazy("api client", "revoked at"), null=True)

    class Meta:
        verbose_name = _("API client")
        verbose_name_plural = _("API clients")
        default_permissions = ("view",)
        permissions = [("manage_apiclients", _("Can manage API clients"))]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(per_minute__gte=1), name="a_client_may_ask_something"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def tag(self) -> str:
        """The beginning of its id, by which ledgers name it."""
        return client_tag(self.id)

    @property
    def scope_names(self) -> str:
        """What it may do, in words."""
        words = dict(ApiScope.choices)
        return " / ".join(str(words.get(scope, scope)) for scope in self.scopes)


class ApiKey(models.Model):
    """One key of a client: only its digest. Works until `expires_at` or `revoked_at`."""

    client = models.ForeignKey(ApiClient, on_delete=models.PROTECT, related_name="keys")
    hint = models.CharField(_("begins with"), max_length=8)
    digest = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField(_("created at"))
    expires_at = models.DateTimeField(pgettext_lazy("api client", "works until"), null=True)
    revoked_at = models.DateTimeField(pgettext_lazy("api client", "revoked at"), null=True)
    last_used_at = models.DateTimeField(_("last used at"), null=True)

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        default_permissions = ()

    def __str__(self) -> str:
        return f"mdg_{self.hint}_…"


class ApiUsage(models.Model):
    """How many requests of a client were served in one minute, over all web processes."""

    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="usage")
    minute = models.DateTimeField()
    requests = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["client", "minute"], name="one_count_per_minute"),
        ]

    def __str__(self) -> str:
        return f"{self.client_id} {self.minute}"


class ApiClientChange(models.Model):
    """One change of a client with its reason; the access ledger proves that it happened."""

    client = models.ForeignKey(ApiClient, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(_("change"), max_length=20, choices=ApiClientChangeKind)
    reason = models.CharField(_("reason"), max_length=1000)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.kind} {self.client_id}"

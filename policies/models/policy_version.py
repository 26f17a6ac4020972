"""Versions of the company's policy and who accepted them."""

from django.conf import settings
from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accounts.models import DataSubject, LedgerRow
from policies.enums import PolicyDocument


class PolicyVersion(models.Model):
    """One published text, immutable from publication (trigger), kept for ever.

    Announced on an earlier JST day than it takes effect (CHECK announced_before_effective).
    `introduces` names what may only happen once the person accepted this version: codes such as
    "PURPOSE:ADVERTISING", "CATEGORY:LOCATION" or "RECIPIENT:PARTNER" (policies.domain.matters).
    """

    document = models.CharField(
        _("document"), max_length=20, choices=PolicyDocument, default=PolicyDocument.PRIVACY_POLICY
    )
    number = models.CharField(_("version"), max_length=20, unique=True)
    text_ja = models.TextField(_("text (Japanese)"))
    text_en = models.TextField(_("text (English)"))
    summary_ja = models.TextField(_("summary of changes (Japanese)"), blank=True)
    summary_en = models.TextField(_("summary of changes (English)"), blank=True)
    requires_consent = models.BooleanField(_("requires consent"), default=False)
    consent_triggers = models.JSONField(_("why consent is needed"), default=list, blank=True)
    introduces = models.JSONField(_("what is new"), default=list, blank=True)
    announced_at = models.DateTimeField(_("announced at"))
    effective_from = models.DateField(_("effective from"))
    published_at = models.DateTimeField(_("published at"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("policy version")
        verbose_name_plural = _("policy versions")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.number


class PolicyAcceptance(LedgerRow):
    """A person said yes to a version. Chain: "subject:<uuid>".

    `joined` is true where they accepted the whole text on joining the service, and so what earlier
    versions had brought; otherwise null: yes to this version and to what is new in it.
    """

    at = models.DateTimeField(_("at"))
    subject = models.ForeignKey(DataSubject, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    source = models.CharField(_("source"), max_length=40)
    language = models.CharField(_("language"), max_length=5, null=True)
    text_sha256 = models.CharField(max_length=64, null=True)
    joined = models.BooleanField(_("on joining"), null=True)

    class Meta(LedgerRow.Meta):
        verbose_name = _("policy acceptance")
        verbose_name_plural = _("policy acceptances")
        constraints = [
            models.UniqueConstraint(fields=["chain", "sequence"], name="acceptance_numbered_once"),
        ]

    def __str__(self) -> str:
        return f"{localtime(self.at):%Y-%m-%d %H:%M} {self.version.number}"

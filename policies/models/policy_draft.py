"""Drafts of policies: written by some, published by another, then a PolicyVersion for ever."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from policies.enums import DraftStatus, DraftStep, PolicyDocument, RevisionNature
from policies.models.policy_version import PolicyVersion


class PolicyDraft(models.Model):
    """A text in the making. `revision` grows with every saved change."""

    document = models.CharField(
        _("document"), max_length=20, choices=PolicyDocument, default=PolicyDocument.PRIVACY_POLICY
    )
    number = models.CharField(_("version"), max_length=20)
    text_ja = models.TextField(_("text (Japanese)"))
    text_en = models.TextField(_("text (English)"))
    summary_ja = models.TextField(_("summary of changes (Japanese)"))
    summary_en = models.TextField(_("summary of changes (English)"))
    nature = models.CharField(_("kind of revision"), max_length=13, choices=RevisionNature)
    consent_triggers = models.JSONField(_("why consent is needed"), default=list, blank=True)
    introduces = models.JSONField(_("what is new"), default=list, blank=True)
    effective_from = models.DateField(_("effective from"))
    status = models.CharField(
        _("status"), max_length=9, choices=DraftStatus, default=DraftStatus.DRAFTING
    )
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(_("created at"))
    version = models.OneToOneField(
        PolicyVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="draft"
    )

    class Meta:
        verbose_name = _("policy draft")
        verbose_name_plural = _("policy drafts")
        default_permissions = ("view", "add", "change")
        permissions: ClassVar = [("publish_policy", _("Can publish policies"))]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="PUBLISHED", version__isnull=False)
                | (~models.Q(status="PUBLISHED") & models.Q(version__isnull=True)),
                name="published_iff_version",
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=models.Q(status__in=["DRAFTING", "SUBMITTED"]),
                name="one_open_draft_per_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_document_display()} {self.number}"


class PolicyDraftEvent(models.Model):
    """Who did what to a draft, never changed (trigger): those who wrote it cannot publish it."""

    draft = models.ForeignKey(PolicyDraft, on_delete=models.PROTECT, related_name="events")
    step = models.CharField(_("step"), max_length=9, choices=DraftStep)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("draft event")
        verbose_name_plural = _("draft events")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.draft_id}:{self.step}"

"""The verification of one requester for one case. Holds results, never a document's number."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dsr.cases.models import Case, CaseNote
from dsr.identity.enums import (
    CheckStatus,
    DocumentClass,
    DocumentSide,
    HeldBecause,
    IdentityMethod,
    Whose,
)


class IdentityCheck(models.Model):
    """One check per case. `matches` maps Attribute to MatchResult: codes only.

    Where a representative asks, the check is about two people: the columns without prefix say how
    the principal was verified, those with `agent_` how the representative was. It is VERIFIED only
    when both are.

    `held` marks a check that must not pass before a person looked: the same image came for two
    subjects, or the matched member belongs to another subject.
    """

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, related_name="identity_check", verbose_name=_("request")
    )
    method = models.CharField(
        pgettext_lazy("identity check", "method"), max_length=15, choices=IdentityMethod
    )
    status = models.CharField(
        _("status"), max_length=25, choices=CheckStatus, default=CheckStatus.OPEN
    )
    held = models.CharField(_("held because"), max_length=40, blank=True, choices=HeldBecause)
    opened_at = models.DateTimeField(_("opened at"))
    document_class = models.CharField(
        pgettext_lazy("identity check", "document"),
        max_length=30,
        choices=DocumentClass,
        blank=True,
    )
    expiry_seen = models.DateField(_("expiry date seen"), null=True, blank=True)
    matches = models.JSONField(pgettext_lazy("identity check", "matches"), default=dict, blank=True)
    agent_document_class = models.CharField(
        _("document of the representative"), max_length=30, choices=DocumentClass, blank=True
    )
    agent_expiry_seen = models.DateField(
        _("expiry date seen on the representative's document"), null=True, blank=True
    )
    agent_matches = models.JSONField(_("matches of the representative"), default=dict, blank=True)
    first_reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name=_("first reviewer"),
    )  # fmt: skip
    first_reviewed_at = models.DateTimeField(_("first reviewed at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name=_("decided by"),
    )  # fmt: skip
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason_note = models.ForeignKey(
        CaseNote, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("identity check")
        verbose_name_plural = _("identity checks")
        default_permissions = ("view",)
        permissions = [
            ("verify_identity", _("Can verify identity")),
            ("verify_authority", _("Can verify the authority of a representative")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["VERIFIED", "NOT_VERIFIED"], decided_at__isnull=False)
                | (~Q(status__in=["VERIFIED", "NOT_VERIFIED"]) & Q(decided_at__isnull=True)),
                name="identity_decided_iff_decided_at",
            ),
            models.CheckConstraint(
                condition=~Q(status="VERIFIED", method="DOCUMENT")
                | Q(document_class__gt="", decided_by__isnull=False),
                name="a_verified_document_has_class_and_reviewer",
            ),
            models.CheckConstraint(
                condition=Q(first_reviewer__isnull=True)
                | Q(decided_by__isnull=True)
                | ~Q(first_reviewer=F("decided_by")),
                name="the_second_person_is_another_person",
            ),
            models.CheckConstraint(
                condition=~Q(status="VERIFIED", held__gt=""), name="a_held_check_is_not_verified"
            ),
        ]

    def __str__(self) -> str:
        return self.case.reference


class IdentityDocumentQuerySet(models.QuerySet["IdentityDocument"]):
    """Which uploads still count."""

    def kept(self) -> "IdentityDocumentQuerySet":
        """Neither taken back by the person nor deleted after a decision."""
        return self.filter(removed_at__isnull=True, file__deleted_at__isnull=True)


class IdentityDocument(models.Model):
    """One re-rendered, sealed image of an identity document; its deletion date is set at upload."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    identity_check = models.ForeignKey(
        IdentityCheck, on_delete=models.PROTECT, related_name="documents"
    )
    whose = models.CharField(
        pgettext_lazy("identity check", "whose"), max_length=15, choices=Whose,
        default=Whose.PRINCIPAL,
    )  # fmt: skip
    document_class = models.CharField(
        pgettext_lazy("identity check", "document"), max_length=30, choices=DocumentClass
    )
    side = models.CharField(
        pgettext_lazy("identity check", "side"), max_length=5, choices=DocumentSide
    )
    file = models.OneToOneField("accounts.StoredFile", on_delete=models.PROTECT, related_name="+")
    image_index = models.BinaryField(max_length=32)
    scanned = models.BooleanField(_("scanned for viruses"), default=False)
    uploaded_at = models.DateTimeField(_("uploaded at"))
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    objects = IdentityDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("identity document")
        verbose_name_plural = _("identity documents")
        default_permissions = ()
        indexes = [models.Index(fields=["image_index"], name="document_by_image")]

    def __str__(self) -> str:
        return str(self.id)

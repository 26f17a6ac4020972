"""The check whether somebody may ask for another person: codes and dates, no document number."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dsr.cases.enums import AnswerGoesTo
from dsr.cases.models import Case, CaseNote
from dsr.identity.enums import (
    AddressSource,
    AuthorityBasis,
    AuthorityClass,
    AuthorityStatus,
    HeldBecause,
)

DECIDED = [AuthorityStatus.CONFIRMED, AuthorityStatus.NOT_CONFIRMED]


class AuthorityCheck(models.Model):
    """One per representative's case. `findings` maps AuthorityPoint to Finding: codes only.

    `held`: the same picture came for another person; two people look. `rechecked_on` is the JST
    date on which the authority was looked at again, on the day of release.
    """

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, related_name="authority_check", verbose_name=_("request")
    )
    basis = models.CharField(
        pgettext_lazy("authority check", "basis"), max_length=15, choices=AuthorityBasis
    )
    status = models.CharField(
        _("status"), max_length=25, choices=AuthorityStatus, default=AuthorityStatus.OPEN
    )
    held = models.CharField(_("held because"), max_length=40, blank=True, choices=HeldBecause)
    opened_at = models.DateTimeField(_("opened at"))
    document_class = models.CharField(
        pgettext_lazy("authority check", "document"), max_length=25, choices=AuthorityClass,
        blank=True,
    )  # fmt: skip
    expires_on = models.DateField(_("authority runs out on"), null=True, blank=True)
    kinds_stated = models.JSONField(_("kinds the mandate names"), default=list, blank=True)
    findings = models.JSONField(_("findings"), default=dict, blank=True)
    answer_goes_to = models.CharField(
        _("answer goes to"), max_length=10, choices=AnswerGoesTo, blank=True
    )
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
    rechecked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name=_("checked again by"),
    )  # fmt: skip
    rechecked_on = models.DateField(_("checked again on"), null=True, blank=True)
    reason_note = models.ForeignKey(
        CaseNote, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("authority check")
        verbose_name_plural = _("authority checks")
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=DECIDED, decided_at__isnull=False)
                | (~Q(status__in=DECIDED) & Q(decided_at__isnull=True)),
                name="authority_decided_iff_decided_at",
            ),
            models.CheckConstraint(
                condition=~Q(status="CONFIRMED")
                | Q(document_class__gt="", answer_goes_to__gt="", decided_by__isnull=False),
                name="confirmed_authority_has_document_and_reviewer",
            ),
            models.CheckConstraint(
                condition=Q(first_reviewer__isnull=True)
                | Q(decided_by__isnull=True)
                | ~Q(first_reviewer=F("decided_by")),
                name="a_second_person_confirms_authority",
            ),
            models.CheckConstraint(
                condition=~Q(status="CONFIRMED", held__gt=""),
                name="a_held_authority_is_not_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return self.case.reference


class AuthorityDocumentQuerySet(models.QuerySet["AuthorityDocument"]):
    """Which uploads still count."""

    def kept(self) -> "AuthorityDocumentQuerySet":
        """Neither taken back by the person nor deleted after a decision."""
        return self.filter(removed_at__isnull=True, file__deleted_at__isnull=True)


class AuthorityDocument(models.Model):
    """One re-rendered, sealed picture of a document of authority; its deletion date is set."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    authority_check = models.ForeignKey(
        AuthorityCheck, on_delete=models.PROTECT, related_name="documents"
    )
    document_class = models.CharField(
        pgettext_lazy("authority check", "document"), max_length=25, choices=AuthorityClass
    )
    file = models.OneToOneField("accounts.StoredFile", on_delete=models.PROTECT, related_name="+")
    image_index = models.BinaryField(max_length=32)
    scanned = models.BooleanField(_("scanned for viruses"), default=False)
    uploaded_at = models.DateTimeField(_("uploaded at"))
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    objects = AuthorityDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document of authority")
        verbose_name_plural = _("documents of authority")
        default_permissions = ()
        indexes = [models.Index(fields=["image_index"], name="authority_by_image")]

    def __str__(self) -> str:
        return str(self.id)


class PrincipalNotice(models.Model):
    """The letter that tells the principal that somebody asks for them; the files are sealed."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="principal_notice")
    address_source = models.CharField(_("address from"), max_length=10, choices=AddressSource)
    letter_ja = models.OneToOneField(
        "accounts.StoredFile", on_delete=models.PROTECT, related_name="+"
    )
    letter_en = models.OneToOneField(
        "accounts.StoredFile", on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(_("written at"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    posted_on = models.DateField(_("posted on"), null=True, blank=True)
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("notice to the principal")
        verbose_name_plural = _("notices to principals")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(posted_on__isnull=True, posted_by__isnull=True)
                | Q(posted_on__isnull=False, posted_by__isnull=False),
                name="posted_notice_knows_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return self.case.reference

"""Packages: the sealed ZIP that answers a decision."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StoredFile
from dsr.fulfilment.enums import PackageStatus
from dsr.fulfilment.models.decision import Decision


class Package(models.Model):
    """Built from exactly the content that `content_sha256` names. `attempts` fences."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="packages")
    content_sha256 = models.CharField(max_length=64)
    status = models.CharField(
        _("status"), max_length=10, choices=PackageStatus, default=PackageStatus.QUEUED
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    records_total = models.PositiveIntegerField(default=0)
    records_done = models.PositiveIntegerField(default=0)
    file = models.OneToOneField(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    manifest_sha256 = models.CharField(max_length=64, blank=True)
    failure = models.CharField(_("failure"), max_length=200, blank=True)
    queued_at = models.DateTimeField(_("queued at"))
    built_at = models.DateTimeField(_("built at"), null=True, blank=True)
    superseded_at = models.DateTimeField(_("superseded at"), null=True, blank=True)

    class Meta:
        verbose_name = _("package")
        verbose_name_plural = _("packages")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["decision"],
                condition=Q(superseded_at__isnull=True),
                name="one_current_package_per_decision",
            ),
            models.CheckConstraint(
                condition=Q(
                    status="READY", file__isnull=False, built_at__isnull=False,
                    manifest_sha256__gt="",
                )
                | (~Q(status="READY") & Q(file__isnull=True, built_at__isnull=True)),
                name="ready_iff_built",
            ),
            models.CheckConstraint(
                condition=~Q(status="FAILED") | Q(failure__gt=""),
                name="a_failed_package_says_why",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.decision_id} {self.status}"

"""Announcing a version by mail: one run per version, one row per person written to."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import OutboxMessage
from policies.enums import AnnouncementStatus
from policies.models.policy_version import PolicyVersion


class PolicyAnnouncement(models.Model):
    """How far the mails of one version are. `last_user_id` is where the next batch goes on."""

    version = models.OneToOneField(
        PolicyVersion, on_delete=models.PROTECT, related_name="announcement"
    )
    status = models.CharField(
        _("status"), max_length=8, choices=AnnouncementStatus, default=AnnouncementStatus.RUNNING
    )
    total = models.PositiveIntegerField(_("people to write to"))
    done = models.PositiveIntegerField(_("written to"), default=0)
    last_user_id = models.BigIntegerField(default=0)
    started_at = models.DateTimeField(_("started at"))
    last_batch_at = models.DateTimeField(_("last batch at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("policy announcement")
        verbose_name_plural = _("policy announcements")
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="FINISHED", finished_at__isnull=False)
                | models.Q(status="RUNNING", finished_at__isnull=True),
                name="finished_iff_finished_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version.get_document_display()} {self.version.number}"


class PolicyNotice(models.Model):
    """One person was written to; what became of the mail stands in its outbox row."""

    announcement = models.ForeignKey(
        PolicyAnnouncement, on_delete=models.PROTECT, related_name="notices"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    message = models.OneToOneField(OutboxMessage, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("policy notice")
        verbose_name_plural = _("policy notices")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["announcement", "user"], name="everybody_is_written_to_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.announcement_id}:{self.user_id}"

"""Files of messages: scanned, redrawn and sealed before anybody opens them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import StoredFile
from dsr.cases.models.case_message import CaseMessage


class MessageAttachment(models.Model):
    """One file of one message."""

    message = models.ForeignKey(CaseMessage, on_delete=models.PROTECT, related_name="attachments")
    position = models.PositiveSmallIntegerField(_("position"))
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    scanned = models.BooleanField(_("scanned for viruses"), default=False)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["message", "position"], name="one_file_per_position"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id}/{self.position}"

"""Messages between the person and the desk."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dsr.cases.enums import Direction
from dsr.cases.models.case import Case


class CaseMessage(models.Model):
    """One message on a case, both sides see it. `send_token` makes a second click harmless."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="messages")
    send_token = models.UUIDField(unique=True)
    direction = models.CharField(_("direction"), max_length=12, choices=Direction)
    text_sealed = models.BinaryField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(_("sent at"))
    read_at = models.DateTimeField(pgettext_lazy("message", "read at"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        default_permissions = ("view",)
        indexes = [models.Index(fields=["case", "sent_at", "id"], name="message_by_case")]

    def __str__(self) -> str:
        return str(self.id)

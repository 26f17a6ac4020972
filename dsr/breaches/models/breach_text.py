"""Sealed texts beside the ledger: reasons, and what was reported once more."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dsr.breaches.models.breach import Breach


class BreachText(models.Model):
    """One text of staff, sealed with the breach's key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="texts")
    text_sealed = models.BinaryField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.id)

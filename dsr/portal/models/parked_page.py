"""Parked pages: what was typed when the session had run out waits here for its owner."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import DataKey


class ParkedPage(models.Model):
    """One posted page, sealed, until its owner signs in again or a day passes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    page = models.CharField(max_length=20)
    posted_sealed = models.BinaryField()
    parked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("parked page")
        verbose_name_plural = _("parked pages")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["user", "page"], name="one_parked_copy_per_page"),
        ]

    def __str__(self) -> str:
        return str(self.id)

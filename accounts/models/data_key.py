"""Data keys: each case and subject has its own; destroying one shreds all it sealed."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class DataKey(models.Model):
    """A 256-bit key, wrapped by the key ring (accounts.domain.envelope).

    Empty `wrapped` means destroyed: every value and file sealed with it is gone for good, in
    tables, history and copies alike, but for backups of this table from before.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ring_key_id = models.CharField(max_length=40)
    wrapped = models.BinaryField(max_length=200)
    created_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("data key")
        verbose_name_plural = _("data keys")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(destroyed_at__isnull=True, wrapped__gt=b"")
                | models.Q(destroyed_at__isnull=False, wrapped=b""),
                name="destroyed_iff_nothing_wrapped",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

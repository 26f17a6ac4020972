"""What a consent item was about, and from when on."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class ConsentItemRecord(models.Model):
    """One item from a moment on, as its row stood; the database alone writes it, append-only.

    `begun_at`: when the transaction began that made it so; what one transaction does stands
    together. No key has a constraint: a record outlives what it names.
    """

    item_id = models.BigIntegerField()
    category_ids = ArrayField(models.BigIntegerField())
    recipient_id = models.BigIntegerField(null=True)
    name_ja = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    prerequisite = models.BooleanField()
    begun_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["item_id", "id"], name="item_record_of_one")]

    def __str__(self) -> str:
        return f"{self.item_id}#{self.pk}"

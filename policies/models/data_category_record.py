"""What the categories of data were used for, and from when on."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class DataCategoryRecord(models.Model):
    """The purposes of one category from a moment on; the database alone writes it, append-only.

    `begun_at`: when the transaction began that made it so; what one transaction does stands
    together. Neither key has a constraint: a record outlives what it names.
    """

    category_id = models.BigIntegerField()
    purpose_ids = ArrayField(models.BigIntegerField())
    begun_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["category_id", "id"], name="category_record_of_one")]

    def __str__(self) -> str:
        return f"{self.category_id}#{self.pk}"

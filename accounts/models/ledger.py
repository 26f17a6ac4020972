"""The shape every ledger shares, and the heads that show when a tail is missing."""

from django.db import models


class LedgerHead(models.Model):
    """Last number and hash of one chain; the trigger alone writes it (domain.ledger_sql)."""

    ledger = models.CharField(max_length=63)
    chain = models.CharField(max_length=64)
    sequence = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["ledger", "chain"], name="one_head_per_chain"),
        ]

    def __str__(self) -> str:
        return f"{self.ledger}/{self.chain}#{self.sequence}"


class LedgerRow(models.Model):
    """One row of a ledger: append-only, numbered and chained by hash within `chain`.

    The database fills sequence, previous_hash and hash; holds ids and codes, never values.
    """

    chain = models.CharField(max_length=64)
    sequence = models.BigIntegerField(db_default=0, editable=False)
    previous_hash = models.BinaryField(max_length=32, db_default=b"", editable=False)
    hash = models.BinaryField(max_length=32, db_default=b"", editable=False)

    class Meta:
        abstract = True
        default_permissions = ("view",)

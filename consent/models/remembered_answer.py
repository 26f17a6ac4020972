"""Answers kept for a day, so that a request sent twice is done once."""

from django.db import models

from accounts.models import ApiClient


class RememberedAnswer(models.Model):
    """What was answered to one Idempotency-Key of one client; written with what it answers.

    `request_digest` is a keyed digest of operation and body: no body can be guessed from it.
    """

    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    request_digest = models.BinaryField(max_length=32)
    answer = models.JSONField(null=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["client", "key"], name="one_answer_per_key"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

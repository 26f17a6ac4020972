from django.db import models


class IdempotentRequest(models.Model):
    """The first answer to an idempotency key, replayed for 24 hours."""

    key = models.CharField(max_length=255, unique=True)
    fingerprint = models.CharField(max_length=64)  # SHA-256 of method, path and parameters
    request_id = models.CharField(max_length=40)
    status = models.PositiveSmallIntegerField()
    answer = models.TextField()  # JSON, byte for byte
    created = models.BigIntegerField()  # epoch seconds of the sandbox's clock

    def __str__(self) -> str:
        return self.key

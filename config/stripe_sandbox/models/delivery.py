from django.db import models

from config.stripe_sandbox.models.sandbox_object import SandboxObject


class Delivery(models.Model):
    """An event on its way to the webhook endpoint; real time, since it travels a real network."""

    event = models.OneToOneField(SandboxObject, on_delete=models.CASCADE, related_name="delivery")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)  # null: at once, or never again
    delivered_at = models.DateTimeField(null=True)
    last_outcome = models.CharField(max_length=200, default="")  # HTTP status or network error

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                name="sandbox_delivery_pending",
                condition=models.Q(delivered_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.last_outcome or 'waiting'}"

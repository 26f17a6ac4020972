from django.contrib.postgres.indexes import GinIndex
from django.db import models


class SandboxObject(models.Model):
    """One object of Stripe's world, as its API shows it, and what only Stripe would know of it."""

    number = models.BigAutoField(primary_key=True)  # lists are newest first
    stripe_id = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=40)  # the API's `object`, e.g. checkout.session
    created = models.BigIntegerField()  # epoch seconds of the sandbox's clock
    due_at = models.BigIntegerField(null=True)  # when it next changes by itself
    body = models.JSONField()
    hidden = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "-number"], name="sandbox_object_by_kind"),
            models.Index(
                fields=["due_at"],
                name="sandbox_object_due",
                condition=models.Q(due_at__isnull=False),
            ),
            GinIndex(fields=["body"], name="sandbox_object_body", opclasses=["jsonb_path_ops"]),
        ]

    def __str__(self) -> str:
        return self.stripe_id

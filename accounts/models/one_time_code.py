"""One-time codes: six digits, ten minutes, three tries, one use."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import CodePurpose


class OneTimeCode(models.Model):
    """A code sent to a verified contact; only its keyed hash is stored.

    `context` names what it opens, such as "case:42" or "delivery:<uuid>". No user means sign-in:
    until the code comes back nobody is known, and the context names the address's blind index.
    A sign-in code belongs to the `browser` that asked and is counted against its `network` (both
    keyed hashes), so that nobody's codes are in another one's way.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    purpose = models.CharField(max_length=20, choices=CodePurpose)
    context = models.CharField(max_length=80)
    browser = models.CharField(max_length=64, blank=True, default="")
    network = models.CharField(max_length=64, blank=True, default="")
    code_hash = models.BinaryField(max_length=32)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("one-time code")
        verbose_name_plural = _("one-time codes")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user__isnull=False) | models.Q(purpose="SIGN_IN"),
                name="only_sign_in_knows_no_user",
            ),
            models.UniqueConstraint(
                fields=["user", "purpose", "context", "browser"],
                condition=models.Q(used_at__isnull=True, revoked_at__isnull=True),
                nulls_distinct=False,
                name="one_live_code_per_context",
            ),
            models.CheckConstraint(
                condition=models.Q(attempts__lte=3), name="a_code_is_tried_three_times_at_most"
            ),
        ]
        indexes = [
            models.Index(fields=["purpose", "context", "created_at"], name="code_by_context")
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.context}"

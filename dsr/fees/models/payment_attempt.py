"""Attempts: each hosted payment page we opened, with the values a retry must repeat."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dsr.fees.enums import LIVE_ATTEMPT, AttemptStatus
from dsr.fees.models.fee import Fee


class PaymentAttempt(models.Model):
    """One Checkout session, committed before Stripe is called (claim, call, settle).

    `idempotency_key`, `page_expires_at` and `locale` are stored so that a retry after a lost
    response sends exactly the same request.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    fee = models.ForeignKey(Fee, on_delete=models.PROTECT, related_name="attempts")
    status = models.CharField(
        _("status"), max_length=10, choices=AttemptStatus, default=AttemptStatus.CREATING
    )
    idempotency_key = models.CharField(max_length=80, unique=True)
    locale = models.CharField(max_length=2)
    page_expires_at = models.DateTimeField(_("page open until"))
    session_id = models.CharField(max_length=100, blank=True)
    page_url = models.URLField(max_length=2000, blank=True)
    voucher_url = models.URLField(max_length=2000, blank=True)
    voucher_expires_at = models.DateTimeField(null=True, blank=True)
    failure_code = models.CharField(_("failure"), max_length=100, blank=True)
    created_at = models.DateTimeField(_("created at"))
    synced_at = models.DateTimeField(_("last asked at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("payment attempt")
        verbose_name_plural = _("payment attempts")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["fee"], condition=Q(status__in=LIVE_ATTEMPT), name="one_live_attempt"
            ),
            models.UniqueConstraint(
                fields=["session_id"], condition=Q(session_id__gt=""),
                name="a_session_is_one_attempt",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["OPEN", "PENDING", "PAID"]) | Q(session_id__gt=""),
                name="an_open_attempt_has_a_session",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["CREATING", "OPEN", "PENDING"], ended_at__isnull=True)
                | Q(status__in=["PAID", "FAILED", "EXPIRED", "SUPERSEDED", "ERROR"],
                    ended_at__isnull=False),
                name="attempt_ended_iff_ended_at",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["created_at"], name="attempts_to_sweep",
                condition=Q(status__in=["CREATING", "OPEN", "PENDING"]),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.id)

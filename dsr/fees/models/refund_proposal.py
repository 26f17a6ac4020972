"""Refunds that need two people: who proposed one, who decided, and above what sum."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from dsr.fees.enums import ProposalStatus
from dsr.fees.models.payment import Payment, Refund


class RefundLimit(models.Model):
    """Up to how many yen of one payment one person of finance may refund alone. One row.

    0 means that every refund decided by finance needs two people. What the published rule returns
    by itself, and what was paid twice, is no decision and needs nobody.
    """

    alone_up_to = models.PositiveIntegerField(_("one person alone, up to (yen)"), default=1000)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("limit of refunds")
        verbose_name_plural = _("limit of refunds")
        default_permissions = ("view", "change")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="there_is_one_refund_limit"),
        ]

    def __str__(self) -> str:
        return str(_("limit of refunds"))


class RefundProposal(models.Model):
    """A refund above the limit: proposed by one person, approved or declined by another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="proposals")
    amount = models.PositiveIntegerField(_("amount (yen)"))
    status = models.CharField(
        _("status"), max_length=10, choices=ProposalStatus, default=ProposalStatus.WAITING
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    refund = models.OneToOneField(
        Refund, on_delete=models.PROTECT, null=True, blank=True, related_name="proposal"
    )

    class Meta:
        verbose_name = _("proposed refund")
        verbose_name_plural = _("proposed refunds")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["payment"], condition=Q(status="WAITING"),
                name="a_payment_waits_for_one_decision",
            ),
            models.CheckConstraint(
                condition=Q(status="WAITING", decided_by__isnull=True, decided_at__isnull=True)
                | Q(
                    status__in=["APPROVED", "DECLINED"], decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="proposal_decided_iff_decided_at",
            ),
            models.CheckConstraint(
                condition=~Q(status="APPROVED") | ~Q(decided_by=F("proposed_by")),
                name="who_proposes_does_not_approve",
            ),
            models.CheckConstraint(
                condition=Q(status="APPROVED", refund__isnull=False)
                | (~Q(status="APPROVED") & Q(refund__isnull=True)),
                name="approved_iff_refunded",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="a_proposal_returns_something"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.id)

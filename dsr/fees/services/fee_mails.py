"""Mails about a fee: that something changed, and where to sign in. Nothing else."""

from datetime import datetime

from accounts.enums import MailTemplate
from accounts.services.outbox import queue_mail
from dsr.fees.models import Fee


def tell_fee_due(*, fee: Fee, now: datetime) -> None:
    """There is something to pay, or again: in the caller's transaction."""
    _tell(fee, MailTemplate.FEE_DUE, now)


def tell_refunded(*, fee: Fee, now: datetime) -> None:
    """Money went back: in the caller's transaction."""
    _tell(fee, MailTemplate.FEE_REFUNDED, now)


def _tell(fee: Fee, template: MailTemplate, now: datetime) -> None:
    queue_mail(
        recipient=fee.case.requester,
        template=template,
        reference=fee.case.reference,
        path=f"/requests/{fee.case.reference}/fee/",
        now=now,
    )

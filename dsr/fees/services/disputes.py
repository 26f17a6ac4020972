"""Disputes: what the cardholder's bank does to a fee (FEES §3)."""

from datetime import datetime

from django.db import transaction

from dsr.fees.enums import FeeStatus, PaymentStanding
from dsr.fees.gateways.stripe_checkout import fetch_dispute
from dsr.fees.models import Fee, Payment
from dsr.fees.services.refund_settlement import recount, status_after_refunds

DISPUTED = ("needs_response", "under_review")
WON = ("won", "prevented")


def sync_dispute(*, dispute_id: str, now: datetime) -> bool:
    """Write how a dispute stands; False when its payment is not in our books (yet).

    An inquiry (warning_…) moves no money and changes nothing. Raises StripeUnavailable,
    StripeRefused.
    """
    dispute = fetch_dispute(dispute_id)
    payment = Payment.objects.filter(payment_intent_id=dispute.payment_intent_id or "-").first()
    if payment is None:
        return False
    if payment.standing == PaymentStanding.SETTLES_FEE:
        _settle(payment, dispute.status)
    return True


@transaction.atomic
def _settle(payment: Payment, status: str) -> None:
    fee = Fee.objects.select_for_update(of=("self",)).get(pk=payment.fee_id)
    if status in DISPUTED:
        fee.status = FeeStatus.DISPUTED
    elif status == "lost":
        fee.status = FeeStatus.CHARGED_BACK
    elif status in WON:
        fee.status = status_after_refunds(payment)
    recount(fee=fee)

"""Disputes: what the cardholder's bank does to a fee (FEES §3)."""

from datetime import datetime

from django.db import transaction

from dsr.fees.enums import FeeStatus, PaymentStanding
from dsr.fees.gateways.stripe_checkout import fetch_dispute
from dsr.fees.gateways.stripe_objects import Dispute
from dsr.fees.models import Fee, Payment
from dsr.fees.services.bookkeeping import GIVEN_BACK, LOST, TAKEN, book_dispute
from dsr.fees.services.fee_gates import follow_money
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
    _settle(payment, dispute, now)
    return True


@transaction.atomic
def _settle(payment: Payment, dispute: Dispute, now: datetime) -> None:
    fee = Fee.objects.select_for_update(of=("self",)).select_related("case").get(pk=payment.fee_id)
    status = dispute.status
    if payment.standing == PaymentStanding.SETTLES_FEE:
        if status in DISPUTED:
            fee.status = FeeStatus.DISPUTED
        elif status == "lost":
            fee.status = FeeStatus.CHARGED_BACK
        elif status in WON:
            fee.status = status_after_refunds(payment)
        recount(fee=fee)
        follow_money(fee=fee, now=now)
    _book(payment, dispute, now)


def _book(payment: Payment, dispute: Dispute, now: datetime) -> None:
    if dispute.status in DISPUTED:
        outcome = TAKEN
    elif dispute.status == "lost":
        outcome = LOST
    elif dispute.status in WON:
        outcome = GIVEN_BACK
    else:
        return
    if dispute.currency == payment.currency:  # else the balance transactions show a break
        book_dispute(
            payment=payment, dispute_id=dispute.id, amount=dispute.amount, outcome=outcome, now=now
        )

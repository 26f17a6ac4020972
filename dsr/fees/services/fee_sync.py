"""The console's button: ask Stripe about everything of one fee, now."""

from datetime import datetime

from accounts.domain.actor import Actor
from dsr.fees.gateways.stripe_checkout import StripeRefused, StripeUnavailable
from dsr.fees.models import Payment, PaymentAttempt
from dsr.fees.services.refund_settlement import sync_refunds
from dsr.fees.services.settlement import sync_attempt


class UnableToSyncFee(Exception):
    """Stripe was not asked or did not answer. `code`: NOT_PERMITTED, UNAVAILABLE or REFUSED."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


def sync_fee(*, fee_id: int, actor: Actor, now: datetime) -> None:
    """Settle every page and every refund of a fee as Stripe has them.

    Raises UnableToSyncFee; what was answered before is kept.
    """
    if not actor.may("dsr_fees.sync_payment"):
        raise UnableToSyncFee("Asking Stripe needs the permission.", code="NOT_PERMITTED")
    pages = PaymentAttempt.objects.filter(fee_id=fee_id, session_id__gt="").order_by("created_at")
    try:
        for attempt_id in list(pages.values_list("pk", flat=True)):
            sync_attempt(attempt_id=attempt_id, now=now)
        paid = Payment.objects.filter(fee_id=fee_id, payment_intent_id__gt="").order_by("paid_at")
        for payment_intent_id in list(paid.values_list("payment_intent_id", flat=True)):
            sync_refunds(payment_intent_id=payment_intent_id, now=now)
    except StripeUnavailable as error:
        raise UnableToSyncFee("Stripe did not answer.", code="UNAVAILABLE") from error
    except StripeRefused as error:
        raise UnableToSyncFee("Stripe does not know it.", code="REFUSED") from error

"""What the fees app keeps."""

from dsr.fees.models.fee import Fee, FeeCounter
from dsr.fees.models.fee_event import FeeEvent
from dsr.fees.models.payment import Payment, Refund
from dsr.fees.models.payment_attempt import PaymentAttempt
from dsr.fees.models.receipt import Receipt, ReceiptCounter
from dsr.fees.models.webhook_event import WebhookEvent

__all__ = [
    "Fee",
    "FeeCounter",
    "FeeEvent",
    "Payment",
    "PaymentAttempt",
    "Receipt",
    "ReceiptCounter",
    "Refund",
    "WebhookEvent",
]

"""What is left of a fee's money, and what waits for a hand."""

from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from dsr.fees.enums import RefundStatus
from dsr.fees.models import Fee, Refund

# Gone, or on its way: all but what failed.
GOING = (
    RefundStatus.REQUESTED, RefundStatus.PENDING, RefundStatus.REQUIRES_ACTION,
    RefundStatus.SUCCEEDED,
)  # fmt: skip


def payments_left(fee: Fee) -> QuerySet[Any]:
    """Payments of which something can still be refunded; `left` is how many yen."""
    gone = Coalesce(Sum("refunds__amount", filter=Q(refunds__status__in=GOING)), 0)
    rows = fee.payments.annotate(left=F("amount") - gone).filter(left__gt=0)
    return rows.order_by("paid_at", "pk")


def refunds_by_hand(fee: Fee) -> QuerySet[Refund]:
    """Refunds of offline payments that nobody has sent yet."""
    rows = Refund.objects.filter(
        payment__fee=fee, payment__payment_intent_id="", status=RefundStatus.REQUESTED
    )
    return rows.select_related("payment").order_by("requested_at", "pk")

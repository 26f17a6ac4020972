"""Which refunds need a second person, and which wait for one."""

from django.db.models import QuerySet, Sum

from dsr.fees.enums import ProposalStatus, RefundReason
from dsr.fees.models import Fee, Payment, RefundLimit, RefundProposal
from dsr.fees.selectors.payments import GOING


def alone_up_to() -> int:
    """Yen of one payment that one person may refund alone."""
    row = RefundLimit.objects.filter(pk=1).first()
    return (row or RefundLimit(pk=1)).alone_up_to


def needs_second_person(payment: Payment, *, amount: int) -> bool:
    """Whether this refund, with what finance already returned of the payment, is above the limit.

    Counted together, so that many small refunds do not go around it.
    """
    decided = payment.refunds.filter(reason=RefundReason.BY_FINANCE, status__in=GOING)
    before = decided.aggregate(total=Sum("amount"))["total"] or 0
    return int(before) + amount > alone_up_to()


def waiting_proposals(fee: Fee) -> QuerySet[RefundProposal]:
    """Proposals of a fee that nobody decided yet, oldest first."""
    rows = RefundProposal.objects.filter(payment__fee=fee, status=ProposalStatus.WAITING)
    return rows.select_related("payment", "proposed_by").order_by("proposed_at", "pk")

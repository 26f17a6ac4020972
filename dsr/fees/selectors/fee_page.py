"""Everything the console shows of one fee, in a fixed number of queries."""

from dataclasses import dataclass

from accounts.domain.envelope import UnableToUnseal
from dsr.cases.selectors.notes import note_text
from dsr.fees.models import Fee, FeeEvent, Payment, PaymentAttempt, Refund, RefundProposal
from dsr.fees.selectors.refund_proposals import waiting_proposals


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One decision of staff. `reason` is None once the case's key is gone."""

    event: FeeEvent
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class FeePage:
    """Rows in order of time."""

    attempts: list[PaymentAttempt]
    payments: list[Payment]
    refunds: list[Refund]
    decisions: list[Decision]
    proposals: list[RefundProposal]


def fee_page(fee: Fee) -> FeePage:
    """Attempts, payments, refunds, waiting proposals and decisions of a fee."""
    refunds = Refund.objects.filter(payment__fee=fee).select_related("payment", "requested_by")
    events = FeeEvent.objects.filter(fee=fee).select_related("actor", "reason__case__data_key")
    return FeePage(
        attempts=list(fee.attempts.order_by("created_at", "pk")),
        payments=list(fee.payments.select_related("recorded_by").order_by("paid_at", "pk")),
        proposals=list(waiting_proposals(fee)),
        refunds=list(refunds.order_by("requested_at", "pk")),
        decisions=[
            Decision(event=event, reason=_reason(event)) for event in events.order_by("sequence")
        ],
    )


def _reason(event: FeeEvent) -> str | None:
    try:
        return note_text(event.reason)
    except UnableToUnseal:
        return None

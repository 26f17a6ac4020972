"""Refund rule, refunds, overpayments, webhook events, the sweeper."""

from uuid import UUID

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app as jobs

from dsr.cases.domain.workflow import SETTLE_REFUND
from dsr.fees.gateways.stripe_checkout import StripeUnavailable
from dsr.fees.services.payment_pages import close_pages
from dsr.fees.services.refund_settlement import send_refund
from dsr.fees.services.refunds import SEND_REFUND, apply_refund_rule, return_overpayments
from dsr.fees.services.settlement import CLOSE_PAGES, RETURN_OVERPAYMENT
from dsr.fees.services.sweeping import sweep_payments
from dsr.fees.services.webhook_events import HANDLE_EVENT, EventUnmatched, handle_event

# Half a minute and each time more, some twenty minutes in all; the sweeper goes on after that.
PATIENT = RetryStrategy(
    max_attempts=9, exponential_wait=2, wait=30,
    retry_exceptions={StripeUnavailable, EventUnmatched},
)  # fmt: skip


@jobs.task(name=SETTLE_REFUND, retry=3)
def settle_refund_rule(case_id: int) -> None:
    """Apply the published refund rule to an ended or answered case."""
    apply_refund_rule(case_id=case_id, now=timezone.now())


@jobs.task(name=RETURN_OVERPAYMENT, retry=3)
def return_overpayment(fee_id: int) -> None:
    """Queue the return of what was paid twice."""
    return_overpayments(fee_id=fee_id, now=timezone.now())


@jobs.task(name=CLOSE_PAGES, retry=PATIENT)
def close(fee_id: int) -> None:
    """Close the payment pages of a fee that is no longer due."""
    close_pages(fee_id=fee_id, now=timezone.now())


@jobs.task(name=SEND_REFUND, retry=PATIENT)
def send(refund_id: str) -> None:
    """Ask Stripe for a claimed refund."""
    send_refund(refund_id=UUID(refund_id), now=timezone.now())


@jobs.task(name=HANDLE_EVENT, retry=PATIENT)
def handle(event_id: str) -> None:
    """Handle one stored webhook event."""
    handle_event(event_id=event_id, now=timezone.now())


@jobs.periodic(cron="*/15 * * * *")
@jobs.task(name="dsr_fees.sweep_payments", queueing_lock="dsr_fees.sweep_payments")
def sweep(timestamp: int) -> None:
    """Every quarter of an hour: what no webhook told."""
    sweep_payments(now=timezone.now())

"""Reading Stripe's lists, comparing all books, posting what Stripe alone knows."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app as jobs

from dsr.fees.services.pull_requests import PULL_AND_RECONCILE, RECONCILE
from dsr.fees.services.pulling import UnableToPull, pull_from_stripe
from dsr.fees.services.reconciling import reconcile
from dsr.fees.services.stripe_postings import post_stripe_money

PATIENT = RetryStrategy(
    max_attempts=6, exponential_wait=3, wait=60, retry_exceptions={UnableToPull}
)  # fmt: skip


@jobs.task(name=PULL_AND_RECONCILE, queueing_lock=PULL_AND_RECONCILE, retry=PATIENT)
def pull_and_reconcile() -> None:
    """Read, compare, post. Where Stripe breaks off, the next try goes on there."""
    now = timezone.now()
    pull_from_stripe(now=now)
    reconcile(now=now)
    post_stripe_money(now=now)


@jobs.periodic(cron="17 17 * * *")  # 02:17 in Tokyo
@jobs.task(name="dsr_fees.reconcile_every_night", queueing_lock="dsr_fees.reconcile_every_night")
def every_night(timestamp: int) -> None:
    """Once a night."""
    pull_and_reconcile.defer()


@jobs.task(name=RECONCILE, queueing_lock=RECONCILE, retry=3)
def compare() -> None:
    """Compare without asking Stripe: after a bank statement or a report."""
    now = timezone.now()
    reconcile(now=now)
    post_stripe_money(now=now)

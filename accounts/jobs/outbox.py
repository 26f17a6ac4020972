"""Mail leaves: one job per outbox row, and a sweeper for rows whose job was lost."""

from datetime import timedelta

from django.utils import timezone
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app as jobs
from procrastinate.jobs import Job

from accounts.selectors.outbox import DELIVER_MAIL, forgotten_mails
from accounts.services.deliveries import UnableToDeliverMail, deliver_mail
from accounts.services.outbox import UnableToClaimMail, defer_delivery

_FIRST_WAIT, _LONGEST_WAIT, _MOST_TRIES = 30, 3600, 12  # seconds, seconds, about six hours
_FORGOTTEN_AFTER = timedelta(minutes=10)


class _MailRetry(BaseRetryStrategy):
    """Half a minute, doubling up to an hour, twelve times: outlives a mail server's bad morning."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if not isinstance(exception, UnableToDeliverMail | UnableToClaimMail):
            return None
        if job.attempts >= _MOST_TRIES:
            return None  # the row stays FAILED in the console, with its button
        wait = min(_FIRST_WAIT * 2**job.attempts, _LONGEST_WAIT)
        return RetryDecision(retry_in={"seconds": wait})


@jobs.task(name=DELIVER_MAIL, retry=_MailRetry())
def deliver(message_id: int) -> None:
    """Send one mail."""
    deliver_mail(message_id=message_id, clock=timezone.now)


@jobs.periodic(cron="*/5 * * * *")
@jobs.task(name="accounts.sweep_outbox", queueing_lock="accounts.sweep_outbox")
def sweep_outbox(timestamp: int) -> None:
    """Defer again what waits for ten minutes without a job."""
    for message in forgotten_mails(before=timezone.now() - _FORGOTTEN_AFTER):
        defer_delivery(message)

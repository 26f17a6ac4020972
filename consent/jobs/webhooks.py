"""Changes are published and told."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from accounts.services.api_clients import forget_usage
from consent.services.changes import PUBLISH_CHANGES, SEND_WEBHOOK, publish_changes
from consent.services.remembered_answers import forget_answers
from consent.services.webhooks import requeue_forgotten, send_webhook


@jobs.task(name=PUBLISH_CHANGES, retry=3)
def publish() -> None:
    """Number what changed, and queue the messages about it."""
    publish_changes(now=timezone.now())


@jobs.task(name=SEND_WEBHOOK, retry=3)
def tell(delivery_id: str) -> None:
    """Send one message; passing failures queue themselves again."""
    send_webhook(delivery_id=UUID(delivery_id), now=timezone.now())


@jobs.periodic(cron="* * * * *")
@jobs.task(name="consent.sweep_webhooks", queueing_lock="consent.sweep_webhooks")
def sweep(timestamp: int) -> None:
    """Publish what nobody announced, and send what was left lying."""
    now = timezone.now()
    publish_changes(now=now)
    requeue_forgotten(now=now)


@jobs.periodic(cron="40 18 * * *")  # 03:40 in Tokyo
@jobs.task(name="consent.forget_answers", queueing_lock="consent.forget_answers")
def forget(timestamp: int) -> None:
    """Delete remembered answers and counts of requests whose time is over."""
    now = timezone.now()
    forget_answers(now=now)
    forget_usage(now=now)

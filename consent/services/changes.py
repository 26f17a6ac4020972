"""The feed of changes gets its order, and those who follow it by webhook their messages."""

from datetime import datetime

from django.db import connection, transaction
from procrastinate.contrib.django import app as jobs
from procrastinate.types import JSONDict

from consent.models import ConsentChange, WebhookDelivery, WebhookEndpoint

PUBLISH_CHANGES = "consent.publish_changes"
SEND_WEBHOOK = "consent.send_webhook"
AT_ONCE = 2000  # changes, or messages about them, in one transaction: a fraction of a second
MANY = 1000  # messages of one transaction that nothing else shall wait for
BEHIND_ALL = -100  # their priority
_ONE_AT_A_TIME = 0x6D676663  # our advisory lock: "mgfc"

_NUMBER = """
    WITH waiting AS (
        SELECT id, row_number() OVER (ORDER BY id) AS place FROM consent_consentchange
        WHERE position IS NULL AND id > %(after)s AND id <= %(until)s ORDER BY id LIMIT %(most)s),
    last AS (SELECT coalesce(max(position), 0) AS position FROM consent_consentchange)
    UPDATE consent_consentchange change SET position = last.position + waiting.place
    FROM waiting, last WHERE change.id = waiting.id RETURNING change.id
"""


def announce_changes() -> None:
    """Have the changes of this transaction told to those who want to be told at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM consent_webhookendpoint WHERE active)")
        (followed,) = cursor.fetchone()
    if followed:
        tell_changes()


def tell_changes() -> None:
    """The same for a caller that knows somebody wants to be told."""
    jobs.configure_task(PUBLISH_CHANGES, allow_unknown=True).defer()


def publish_changes(*, now: datetime) -> int:
    """Number every change that is committed and has no number yet; how many there were.

    One at a time (an advisory lock), so a number is never below one that was read already, and
    numbers have no gaps. In the same transactions every active webhook gets its messages. Each
    transaction is short: whoever reads the feed meanwhile gets in between.
    """
    total, most = 0, _most_at_once()
    while until := _last_waiting():
        numbered = _publish_until(until, most, now)
        total += numbered
        if numbered < most:
            break
    return total


def publish_next(*, most: int, now: datetime) -> int:
    """The same for the next few changes, at most AT_ONCE; how many there were."""
    until = _last_waiting()
    return len(_publish_some(0, until, min(most, AT_ONCE), now)) if until else 0


def _last_waiting() -> int:
    """The last change without a number; 0 where there is none."""
    last = ConsentChange.objects.filter(position=None).order_by("-pk").values_list("pk", flat=True)
    return last.first() or 0


def _most_at_once() -> int:
    """Changes in one transaction: the fewer, the more webhooks there are to be told of each."""
    followers = WebhookEndpoint.objects.filter(active=True).count()
    return max(1, AT_ONCE // max(1, followers))


def _publish_until(until: int, most: int, now: datetime) -> int:
    """Number what waits up to a change, going on where the last transaction ended.

    Looking for the first one again would pass over all that are numbered, as long as any reader of
    the database may still see them without a number. Nobody's changes are told in a wrong order by
    it: what follows on a change that is passed over, since it was not committed, is written after
    its commit, so behind `until`.
    """
    total, after = 0, 0
    while numbered := _publish_some(after, until, most, now):
        total, after = total + len(numbered), numbered[-1]
        if len(numbered) < most:
            break
    return total


@transaction.atomic
def _publish_some(after: int, until: int, most: int, now: datetime) -> list[int]:
    with connection.cursor() as cursor:
        # Two statements: the second must see what was committed while the first one waited.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
        cursor.execute(_NUMBER, {"after": after, "until": until, "most": most})
        changes = sorted(row[0] for row in cursor.fetchall())
    if changes:
        _queue_messages(changes, now)
    return changes


def _queue_messages(changes: list[int], now: datetime) -> None:
    endpoints = list(WebhookEndpoint.objects.filter(active=True).values_list("pk", flat=True))
    deliveries = [
        WebhookDelivery(endpoint_id=endpoint, change_id=change, created_at=now, next_try_at=now)
        for change in changes
        for endpoint in endpoints
    ]
    WebhookDelivery.objects.bulk_create(deliveries)
    messages: list[JSONDict] = [{"delivery_id": str(delivery.pk)} for delivery in deliveries]
    if messages:
        priority = BEHIND_ALL if len(messages) >= MANY else 0
        sending = jobs.configure_task(SEND_WEBHOOK, allow_unknown=True, priority=priority)
        sending.batch_defer(*messages)

"""How much a service asks: counted in each web process, added up in the database every second.

A count in the database per request would cost more than the answer. So a process counts by itself
and adds its share once a second, learning what the others added: a client may get past its limit
by what all processes together serve within one second, never by more.
"""

import threading
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection

FLUSH_AFTER = timedelta(seconds=1)
USED_AGAIN_AFTER = "1 minute"  # a key's last use is written no more often


class UnableToServe(Exception):
    """The client asked as often as it may within this minute. `wait`: seconds until the next."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


@dataclass(slots=True)
class _Count:
    minute: datetime
    own: int = 0  # served here and not yet added up
    all: int = 0  # added up by every process, as of `flushed_at`
    flushed_at: datetime | None = None
    keys: set[int] = field(default_factory=set)  # used in this minute


_counts: dict[uuid.UUID, _Count] = {}
_lock = threading.Lock()


def count_request(*, client_id: uuid.UUID, key_id: int, per_minute: int, now: datetime) -> None:
    """Count one request about to be served. Raises UnableToServe at the limit.

    Once a second it writes, in whatever transaction is open; there must be none that could fail.
    """
    minute = now.replace(second=0, microsecond=0)
    with _lock:
        count = _counts.get(client_id)
        if count is None or count.minute != minute:
            count = _counts[client_id] = _Count(minute)
        if count.all + count.own >= per_minute:
            raise UnableToServe(60 - now.second)
        count.own += 1
        recent = count.flushed_at is not None and now - count.flushed_at < FLUSH_AFTER
        if recent and key_id in count.keys:
            return
        count.keys.add(key_id)
        count.flushed_at, share, count.own = now, count.own, 0
        count.all += share
    total = _add_up(client_id, key_id, minute, share, now)
    with _lock:
        count.all = max(count.all, total)
    if total > per_minute:
        raise UnableToServe(60 - now.second)


def _add_up(client_id: uuid.UUID, key_id: int, minute: datetime, share: int, now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH used AS (UPDATE accounts_apikey SET last_used_at = %(now)s WHERE id = %(key)s"
            "  AND (last_used_at IS NULL OR last_used_at < %(now)s - %(again)s::interval))"
            " INSERT INTO accounts_apiusage AS usage (client_id, minute, requests)"
            " VALUES (%(client)s, %(minute)s, %(share)s)"
            " ON CONFLICT (client_id, minute)"
            " DO UPDATE SET requests = usage.requests + EXCLUDED.requests RETURNING requests",
            {
                "now": now, "key": key_id, "again": USED_AGAIN_AFTER,
                "client": client_id, "minute": minute, "share": share,
            },
        )  # fmt: skip
        (total,) = cursor.fetchone()
    return int(total)

"""Secret addresses of calendar feeds: made, replaced, revoked. Only a hash is kept."""

import hashlib
import secrets
from datetime import datetime, timedelta

from accounts.domain.actor import Actor
from dsr.console.models import CalendarFeed

READ = "dsr_cases.view_case"
_READ_NOTED = timedelta(hours=1)


class UnableToMakeFeed(Exception):
    """Only staff who read requests have a feed."""


def make_feed(*, actor: Actor, now: datetime) -> str:
    """A new secret for the actor's own feed; an older one opens nothing from now on.

    The answer is the only time anybody sees it. Raises UnableToMakeFeed.
    """
    if actor.user_id is None or not actor.may(READ):
        raise UnableToMakeFeed("Only staff who read requests have a feed.")
    token = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(
        user_id=actor.user_id,
        defaults={"token_hash": token_hash(token), "made_at": now, "read_at": None},
    )
    return token


def revoke_feed(*, actor: Actor) -> bool:
    """End the actor's own feed; whether there was one."""
    deleted, _rows = CalendarFeed.objects.filter(user_id=actor.user_id or 0).delete()
    return bool(deleted)


def note_reading(*, feed: CalendarFeed, now: datetime) -> None:
    """Remember that the feed was read, at most once an hour."""
    if feed.read_at is None or feed.read_at <= now - _READ_NOTED:
        CalendarFeed.objects.filter(pk=feed.pk).update(read_at=now)


def token_hash(token: str) -> str:
    """What is kept of a secret. It has 256 random bits, so a plain hash cannot be searched."""
    return hashlib.sha256(token.encode()).hexdigest()

"""How often something happened within a span that begins with its first time; kept in the cache."""

from datetime import datetime

from django.core.cache import cache


def tally_of(key: str) -> int:
    """How often it happened within the span that runs; 0 where none does."""
    count, _until = cache.get(key, (0, 0))
    return int(count)


def count_once_more(key: str, *, seconds: int, now: datetime) -> int:
    """It happened again: how often that makes. The span of `seconds` begins with the first.

    Not cache.incr, which begins a time of its own with every count in the database's cache. Two at
    the same moment may count as one.
    """
    moment = now.timestamp()
    count, until = cache.get(key, (0, moment + seconds))
    cache.set(key, (count + 1, until), until - moment)
    return int(count) + 1

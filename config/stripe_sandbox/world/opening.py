"""One writer at a time, with everything due done first, so that the sandbox has one history."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import connection, transaction

from config.stripe_sandbox.models import Clock
from config.stripe_sandbox.world.due import do_due_work
from config.stripe_sandbox.world.moment import World

LOCK: Final = (0x5741, 1)  # pg_advisory_xact_lock(int, int): ours alone in this database


@contextmanager
def open_world(
    *,
    now: datetime,
    origin: str | None = None,
    request_id: str | None = None,
    idempotency_key: str | None = None,
) -> Iterator[World]:
    """A transaction in the sandbox's world at real time `now` plus the clock's offset.

    `origin` is the address it was reached at (settings.SITE_URL by default), the other two belong
    to the API request that caused it. Commits on leaving; any exception undoes everything.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", LOCK)
        clock = Clock.objects.filter(pk=1).first() or Clock(pk=1)
        world = World(
            moment=int(now.timestamp()) + clock.offset_seconds,
            origin=origin or settings.SITE_URL,
            booking_delay=clock.booking_delay_seconds,
            request_id=request_id,
            idempotency_key=idempotency_key,
        )
        do_due_work(world)
        yield world

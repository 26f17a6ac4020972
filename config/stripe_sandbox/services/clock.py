"""The sandbox's time: real time plus an offset that anyone may move."""

from datetime import UTC, datetime, timedelta

from config.stripe_sandbox.models import Clock, SandboxObject
from config.stripe_sandbox.world.balance import book_charge
from config.stripe_sandbox.world.opening import open_world


def sandbox_time(*, now: datetime) -> datetime:
    """What time it is in the sandbox at real time `now`."""
    clock = Clock.objects.filter(pk=1).first() or Clock(pk=1)
    return datetime.fromtimestamp(int(now.timestamp()) + clock.offset_seconds, tz=UTC)


def move_clock(*, by: timedelta, now: datetime) -> datetime:
    """Move the sandbox's time on or back; what is due by then happens. Returns the new time."""
    with open_world(now=now):
        clock, _ = Clock.objects.get_or_create(pk=1)
        clock.offset_seconds += int(by.total_seconds())
        clock.save()
    catch_up(now=now)
    return sandbox_time(now=now)


def reset_clock(*, now: datetime) -> None:
    """Back to real time; what happened in the meantime stays."""
    with open_world(now=now):
        Clock.objects.filter(pk=1).update(offset_seconds=0)


def delay_booking(*, seconds: int, now: datetime) -> None:
    """Let later charges be booked this long after they succeed (60 seconds at first)."""
    with open_world(now=now):
        Clock.objects.update_or_create(pk=1, defaults={"booking_delay_seconds": seconds})


def book_charges(*, now: datetime) -> int:
    """Book every charge that waits for its balance transaction, at once. Returns how many."""
    with open_world(now=now) as world:
        rows = SandboxObject.objects.filter(kind="charge", due_at__isnull=False)
        waiting = list(rows.order_by("number"))
        for charge in waiting:
            book_charge(world, charge)
        return len(waiting)


def catch_up(*, now: datetime) -> None:
    """Let everything happen that is due by now."""
    with open_world(now=now):
        pass  # opening the world is what does it

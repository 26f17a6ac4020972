"""The moment in which something happens in the sandbox, and at whose request."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class World:
    """`moment` is the sandbox's time in epoch seconds, `origin` the address it is reached at."""

    moment: int
    origin: str
    booking_delay: int
    request_id: str | None = None
    idempotency_key: str | None = None

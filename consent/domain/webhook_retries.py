"""When a message to a service is sent again. Pure."""

# Seconds after the first, second, … failed try: a restart, a bad hour, a bad day.
_WAITS = (5, 60, 300, 1800, 7200, 18000, 43200, 86400)


def next_wait(attempts: int) -> int | None:
    """Seconds to wait after `attempts` failed ones, or None: given up until a person replays it."""
    return _WAITS[attempts - 1] if attempts <= len(_WAITS) else None

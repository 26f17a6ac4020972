"""When a source or a package that failed is tried again. Pure."""

_WAITS = (10, 60, 300, 1800)  # seconds after the first, second, … failed attempt


def next_wait(attempts: int) -> int | None:
    """Seconds to wait after `attempts` failed ones, or None: a person must look."""
    return _WAITS[attempts - 1] if attempts <= len(_WAITS) else None

"""When a holder that said "later" is asked again. Pure."""

from datetime import timedelta

_STEPS = (
    (timedelta(minutes=10), 60),
    (timedelta(days=1), 900),
)  # up to this age: ask every so many seconds
_LATER = 3600


def next_question(age: timedelta) -> int:
    """Seconds until the next question, `age` after the holder accepted."""
    return next((seconds for until, seconds in _STEPS if age < until), _LATER)

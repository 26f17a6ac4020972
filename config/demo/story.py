"""The shape of a seeded story: who files, how long ago, and what happened on which day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial

from config.demo.walk import Walk
from policies.domain.calendar import JST, jst_date

Step = Callable[[Walk, datetime], object]

BETWEEN_STEPS = timedelta(minutes=17)  # of one day
OPENING = time(9, 30)


@dataclass(frozen=True, slots=True)
class Story:
    """One case. `days` before today it arrived; each step is (days after arrival, what)."""

    person: str
    days: int
    steps: Sequence[tuple[int, Step]]
    language: str = "ja"

    def moments(self, *, now: datetime) -> list[datetime]:
        """When each step happened: in order, by day, none later than `now`."""
        arrival = jst_date(now) - timedelta(days=self.days)
        shift = timedelta(minutes=sum(map(ord, self.person)) * 7 % 240)  # not all at opening time
        moments: list[datetime] = []
        for index, (day, _step) in enumerate(self.steps):
            opening = datetime.combine(arrival + timedelta(days=day), OPENING, tzinfo=JST)
            latest = now - timedelta(minutes=len(self.steps) - index)
            moments.append(min(opening + shift + index * BETWEEN_STEPS, latest))
        return moments


def with_facts(step: Callable[..., object], **facts: object) -> Step:
    """A step that knows what it needs."""
    return partial(step, **facts)

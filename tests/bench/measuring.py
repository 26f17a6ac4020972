"""What a benchmark says, and how it is timed: medians, beside a yardstick of the same run."""

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured figure, with the promise it is held to.

    Arguments:
        bar: the most seconds it may take; None where no number of seconds is promised.
        least: the smallest share of the yardstick's speed, such as 0.4; None where none is.
    """

    name: str
    rows: int
    seconds: float
    yardstick: str
    yardstick_seconds: float
    bar: float | None = None
    least: float | None = None

    @property
    def ratio(self) -> float:
        """Times the yardstick."""
        return self.seconds / self.yardstick_seconds

    @property
    def share(self) -> float:
        """Its speed as a share of the yardstick's: 0.5 takes twice as long."""
        return self.yardstick_seconds / self.seconds

    @property
    def holds(self) -> bool:
        """Whether it keeps every promise made for it."""
        in_time = self.bar is None or self.seconds <= self.bar
        return in_time and (self.least is None or self.share >= self.least)

    def as_json(self) -> dict[str, Any]:
        """Everything, for the results file."""
        return {**asdict(self), "ratio": self.ratio, "share": self.share, "holds": self.holds}


def median_seconds(run: Callable[[], float | None], *, rounds: int = 3) -> float:
    """The median of `rounds` runs; a run that times itself returns its own seconds."""
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        own = run()
        times.append(time.perf_counter() - started if own is None else own)
    return statistics.median(times)

"""What a benchmark says, and how it is timed: medians, beside a yardstick of the same run."""

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured figure. `bar` is the most seconds it may take; None where only the ratio counts.

    `ratio` is how many times the yardstick it takes.
    """

    name: str
    rows: int
    seconds: float
    yardstick: str
    yardstick_seconds: float
    bar: float | None = None

    @property
    def ratio(self) -> float:
        """Times the yardstick."""
        return self.seconds / self.yardstick_seconds

    @property
    def holds(self) -> bool:
        """Whether it is within its bar."""
        return self.bar is None or self.seconds <= self.bar

    def as_json(self) -> dict[str, Any]:
        """Everything, for the results file."""
        return {**asdict(self), "ratio": self.ratio, "holds": self.holds}


def median_seconds(run: Callable[[], float | None], *, rounds: int = 3) -> float:
    """The median of `rounds` runs; a run that times itself returns its own seconds."""
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        own = run()
        times.append(time.perf_counter() - started if own is None else own)
    return statistics.median(times)

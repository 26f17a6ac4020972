"""A repeatable draw, from `random.Random.random` alone: its sequence for a given seed stays the
same in every Python (https://docs.python.org/3/library/random.html#notes-on-reproducibility)."""

import itertools
import random
import uuid
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """Draws for one purpose; the same key always draws the same."""

    def __init__(self, key: str) -> None:
        self._random = random.Random(key)  # noqa: S311 -- generated people, no secret

    def below(self, limit: int) -> int:
        """A whole number from 0 to limit - 1."""
        return int(self._random.random() * limit)

    def between(self, low: float, high: float) -> float:
        """A number from low to high."""
        return low + self._random.random() * (high - low)

    def chance(self, probability: float) -> bool:
        """True that often."""
        return self._random.random() < probability

    def pick(self, options: Sequence[T]) -> T:
        """Any one, all alike."""
        return options[self.below(len(options))]

    def weighted(self, options: Sequence[T], totals: Sequence[float]) -> T:
        """Any one, as often as `totals` (running sums, see `running_totals`) say."""
        point = self._random.random() * totals[-1]
        low, high = 0, len(totals) - 1
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if point < totals[middle] else (middle + 1, high)
        return options[low]

    def uuid(self) -> uuid.UUID:
        """A random (version 4) UUID."""
        return uuid.UUID(int=self._bits(128), version=4)

    def hexadecimal(self, digits: int) -> str:
        """So many hexadecimal digits."""
        return f"{self._bits(digits * 4):0{digits}x}"

    def _bits(self, count: int) -> int:
        number = 0
        for _chunk in range(0, count, 32):
            number = number << 32 | int(self._random.random() * 2**32)
        return number >> -count % 32


def running_totals(weights: Sequence[float]) -> list[float]:
    """Sums up to and including each weight."""
    return list(itertools.accumulate(weights))

"""Which record of a register's row held at a moment. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeVar


class Record(Protocol):
    """How a row stood from `at` on; `begun_at`: when the transaction began that made it so."""

    @property
    def at(self) -> datetime:
        """When it was written."""

    @property
    def begun_at(self) -> datetime:
        """Equal for all that one transaction wrote."""


R = TypeVar("R", bound=Record)


def standing_at(records: Sequence[R], at: datetime) -> R | None:
    """The record that held at a moment; None where there is none at all.

    What is older than every record has what its first transaction left behind: so it stood when
    records began to be kept, and nothing is known from before.

    Arguments:
        records: all of one row, in the order they were written.
    """
    before = [record for record in records if record.at <= at]
    first = [record for record in records if record.begun_at == records[0].begun_at]
    return next(reversed(before or first), None)

"""One history from several chains of a ledger: the person's own and those of former subjects."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar


class ChainRow(Protocol):
    """A row of a ledger."""

    @property
    def chain(self) -> str: ...
    @property
    def sequence(self) -> int: ...
    @property
    def at(self) -> datetime: ...


Row = TypeVar("Row", bound=ChainRow)


def one_history(
    rows: Iterable[Row], chains: Sequence[str], *, fact: Callable[[Row], Hashable] | None = None
) -> list[Row]:
    """The rows by time; those of one moment in the order of the ledger, former chains first.

    What was carried into a nearer chain, where it stands behind younger rows, is told once.

    Arguments:
        chains: the nearest first.
        fact: what a carried row has in common with the row it was carried from; None where nothing
            is ever carried.
    """
    by_chain: dict[str, list[Row]] = {chain: [] for chain in chains}
    for row in rows:
        by_chain[row.chain].append(row)
    told: set[Hashable] = set()
    history: list[Row] = []
    for chain in chains:
        own = [row for row in by_chain[chain] if fact is None or fact(row) not in told]
        told.update(fact(row) for row in own if fact is not None)
        history = sorted(own, key=lambda row: row.sequence) + history
    return sorted(history, key=lambda row: row.at)

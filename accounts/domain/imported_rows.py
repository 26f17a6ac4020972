"""What every bulk import reads alike: members, sources, moments; and reading while writing."""

import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar, cast

Piece = TypeVar("Piece")
Row = TypeVar("Row")
_MEMBER = re.compile(r"[\x21-\x7e]{1,100}")
_SOURCE = re.compile(r"[A-Z][A-Z0-9_]{0,31}")


class UnableToImport(Exception):
    """A row is not as it must be. `row` counts from 1; rows of earlier pieces are recorded."""

    def __init__(self, row: int, column: str) -> None:
        super().__init__(f"row {row}: {column} is not as it must be")
        self.row, self.column = row, column


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows were recorded, and how many added nothing to what was recorded before."""

    recorded: int = 0
    known: int = 0


def is_member_id(written: str | None) -> bool:
    """Whether it can be the company's own id of a member: 1 to 100 visible ASCII characters."""
    return _MEMBER.fullmatch(written or "") is not None


def is_source(written: str | None) -> bool:
    """Whether it names a place, such as "APP_SETTINGS"."""
    return _SOURCE.fullmatch(written or "") is not None


def read_moment(written: str | None) -> datetime | None:
    """An ISO moment with its offset from UTC, in UTC; None where it is none."""
    try:
        at = datetime.fromisoformat(written or "")
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def read_ahead(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The same pieces; while one is used, a thread of its own reads the next, never more.

    What reading raises comes after the pieces before it.
    """
    source = iter(pieces)
    ended = object()
    with ThreadPoolExecutor(1, thread_name_prefix="read-ahead") as reader:
        waiting = reader.submit(next, source, ended)
        while (piece := waiting.result()) is not ended:
            waiting = reader.submit(next, source, ended)
            yield cast("Piece", piece)


def record_pieces(
    pieces: Iterable[list[Row]], record: Callable[[list[Row]], int], said: Callable[[int], None]
) -> Imported:
    """Record piece after piece while the next is read.

    Arguments:
        record: records one piece; how many of its rows are new.
        said: hears how many rows are through.
    """
    total = Imported()
    for piece in read_ahead(pieces):
        new = record(piece)
        total = Imported(total.recorded + new, total.known + len(piece) - new)
        said(total.recorded + total.known)
    return total

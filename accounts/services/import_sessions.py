"""An import in several sessions at once: each person's rows in one of them, in their order."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

from django.db import connection

from accounts.domain.imported_rows import Imported, UnableToImport

SESSIONS = max(2, min(4, os.cpu_count() or 1))
_AHEAD = 1  # pieces handed over before the one that is waited for

Row = tuple[Any, ...]
Piece = list[Row]
Parts = list[tuple[int, "Future[int]"]]


def record_pieces(
    *, pieces: Iterable[Piece], record: Callable[[Piece], int], said: Callable[[int], None]
) -> Imported:
    """Record piece after piece, each in parts, while the next are read.

    Rows begin with the member: all of one member's are recorded in one session, in their order.
    Within a transaction of the caller's there is only its own session. What fails, fails all; of
    a later piece other members' rows may stand by then, never later rows of the same member.

    Arguments:
        record: records one part in a transaction of its own; how many of its rows are new.
        said: hears how many rows are through.
    """
    total = Imported()
    with ExitStack() as ending:
        for parts in _handed_over(pieces, _sessions(record, ending)):
            for size, recording in parts:
                new = recording.result()
                total = Imported(total.recorded + new, total.known + size - new)
            said(total.recorded + total.known)
    return total


class _Here:
    """The caller's own session."""

    def __init__(self, record: Callable[[Piece], int]) -> None:
        self._record = record

    def submit(self, part: Piece) -> "Future[int]":
        done: Future[int] = Future()
        done.set_result(self._record(part))
        return done


class _Session:
    """A session of its own in a thread of its own, which stops for good where any has failed."""

    def __init__(self, record: Callable[[Piece], int], failures: list[BaseException]) -> None:
        self._record, self._failures = record, failures
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="import")

    def submit(self, part: Piece) -> "Future[int]":
        return self._thread.submit(self._try, part)

    def close(self) -> None:
        """Come to the end of what was submitted."""
        self._thread.submit(self._leave)
        self._thread.shutdown()

    @staticmethod
    def _leave() -> None:
        connection.close()  # that of the thread it is called in

    def _try(self, part: Piece) -> int:
        if self._failures:
            raise self._failures[0]
        try:
            return self._record(part)
        except BaseException as failure:
            self._failures.append(failure)
            raise


def _sessions(record: Callable[[Piece], int], ending: ExitStack) -> "Sequence[_Here | _Session]":
    if connection.in_atomic_block:  # what it wrote, no other session sees
        return [_Here(record)]
    failures: list[BaseException] = []
    sessions = [_Session(record, failures) for _ in range(SESSIONS)]
    for session in sessions:
        ending.callback(session.close)
    return sessions


def _handed_over(
    pieces: Iterable[Piece], sessions: "Sequence[_Here | _Session]"
) -> Iterator[Parts]:
    waiting: deque[Parts] = deque()
    try:
        for piece in pieces:
            shares: list[Piece] = [[] for _ in sessions]
            for row in piece:
                shares[hash(row[0]) % len(sessions)].append(row)
            waiting.append(
                [
                    (len(share), session.submit(share))
                    for session, share in zip(sessions, shares, strict=True)
                    if share
                ]
            )
            if len(waiting) > _AHEAD:
                yield waiting.popleft()
    except UnableToImport:
        yield from waiting  # they stand before the row that is wrong
        raise
    yield from waiting

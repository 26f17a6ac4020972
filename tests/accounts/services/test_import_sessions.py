"""Several sessions record one file: each person's rows in one of them, and never past a failure."""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from accounts.domain.imported_rows import Imported, UnableToImport
from accounts.services.import_sessions import record_pieces

MEMBERS = [f"M-{number}" for number in range(40)]
PIECES = 6
Row = tuple[Any, ...]


class Recorder:
    """Keeps what it was given, by member and by thread."""

    def __init__(self, refuses: Callable[[list[Row]], bool] = lambda part: False) -> None:
        self.rows: dict[str, list[int]] = defaultdict(list)
        self.threads: dict[str, set[int]] = defaultdict(set)
        self.said: list[int] = []
        self._refuses = refuses

    def record(self, part: list[Row]) -> int:
        if self._refuses(part):
            raise ConnectionError("the session is gone")
        for member, number in part:
            self.rows[member].append(number)
            self.threads[member].add(threading.get_ident())
        return len(part) - 1

    def run(self, pieces: Iterator[list[Row]]) -> Imported:
        return record_pieces(pieces=pieces, record=self.record, said=self.said.append)


def pieces() -> Iterator[list[Row]]:
    for number in range(PIECES):
        yield [(member, number) for member in MEMBERS]


def test_rows_of_one_member_are_recorded_in_one_session_in_their_order() -> None:
    recorder = Recorder()
    done = recorder.run(pieces())
    assert dict(recorder.rows) == {member: list(range(PIECES)) for member in MEMBERS}
    assert {len(threads) for threads in recorder.threads.values()} == {1}
    sessions = set.union(*recorder.threads.values())
    assert len(sessions) > 1
    assert done == Imported(len(MEMBERS) * PIECES - PIECES * len(sessions), PIECES * len(sessions))
    assert recorder.said == [len(MEMBERS) * number for number in range(1, PIECES + 1)]


def test_nothing_later_of_a_member_is_recorded_once_a_session_has_failed() -> None:
    recorder = Recorder(refuses=lambda part: ("M-7", 2) in part)
    with pytest.raises(ConnectionError):
        recorder.run(pieces())
    assert recorder.rows["M-7"] == [0, 1]
    assert all(rows == list(range(len(rows))) for rows in recorder.rows.values())
    assert len(recorder.rows) == len(MEMBERS)
    assert recorder.said[:1] == [len(MEMBERS)]


def test_what_stands_before_a_wrong_row_is_recorded_and_said() -> None:
    def breaking_off() -> Iterator[list[Row]]:
        yield from list(pieces())[:3]
        raise UnableToImport(121, "at")

    recorder = Recorder()
    with pytest.raises(UnableToImport, match="row 121: at"):
        recorder.run(breaking_off())
    assert {tuple(rows) for rows in recorder.rows.values()} == {(0, 1, 2)}
    assert recorder.said == [len(MEMBERS) * number for number in (1, 2, 3)]


def test_failure_of_a_session_is_not_hidden_by_a_wrong_row_behind_it() -> None:
    def breaking_off() -> Iterator[list[Row]]:
        yield from list(pieces())[:1]
        raise UnableToImport(41, "at")

    with pytest.raises(ConnectionError):
        Recorder(refuses=lambda part: True).run(breaking_off())


def test_no_more_is_read_than_is_being_recorded_and_waits() -> None:
    read: list[int] = []

    def counted() -> Iterator[list[Row]]:
        for piece in pieces():
            read.append(len(piece))
            yield piece

    seen: list[int] = []
    record_pieces(pieces=counted(), record=len, said=lambda count: seen.append(len(read)))
    assert [pulled - place for place, pulled in enumerate(seen, 1)] == [1, 1, 1, 1, 1, 0]


@pytest.mark.django_db
def test_within_a_transaction_there_is_only_the_callers_session() -> None:
    recorder = Recorder()
    recorder.run(pieces())
    assert set.union(*recorder.threads.values()) == {threading.get_ident()}

"""Members' last words at their cheapest: one prepared statement, one round trip through libpq.

A cursor would cost as much again as the server's answer. One probe of one index each: the rows name
their members (consent.domain.member_key). Read from the primary database, and kept nowhere. Not
for use in a transaction: it speaks beside psycopg, which would have that in hand.
"""

import struct
import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import psycopg
from django.db import InterfaceError, OperationalError, connections
from psycopg.pq import DiagnosticField, ExecStatus
from psycopg.pq.abc import PGconn, PGresult

from consent.domain.member_key import key_array, member_key

_ONE, _MANY = b"consent_last_word", b"consent_last_words"
_UUID, _UUIDS, _INT8, _BINARY = 2950, 2951, 20, 1  # PostgreSQL's types; its binary form
_BOTH_BINARY = [_BINARY, _BINARY]
_LAST_WORD = b"""
    SELECT action, since, text_version FROM consent_consentstate
    WHERE member_key = $1 AND item_id = $2
"""
_LAST_WORDS = b"""
    SELECT word.action, word.text_version, array_agg(asked.place)
    FROM unnest($1) WITH ORDINALITY asked (member_key, place)
    LEFT JOIN consent_consentstate word
        ON word.member_key = asked.member_key AND word.item_id = $2
    GROUP BY 1, 2
"""
_STATEMENTS: Mapping[bytes, tuple[bytes, Sequence[int]]] = {
    _ONE: (_LAST_WORD, (_UUID, _INT8)),
    _MANY: (_LAST_WORDS, (_UUIDS, _INT8)),
}
_NOT_PREPARED = b"26000"
_WHOLE, _PLACE = struct.Struct("!q"), struct.Struct("!4xq")  # a place comes with its length before
_ARRAY_HEAD = 20  # bytes before the first
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # of PostgreSQL's binary timestamps, in microseconds
_prepared = threading.local()  # .connection: the one that knows _STATEMENTS


class LastWord(NamedTuple):
    """What a member said last on an item, when, and on which words."""

    action: str
    since: datetime
    text_version: str


def last_word(*, index: bytes, item: int) -> LastWord | None:
    """The last word of the member with this blind index; None where nothing was ever said.

    Raises OperationalError where the database is out of reach.
    """
    found = _answer(_ONE, [member_key(index), _WHOLE.pack(item)])
    if not found.ntuples:
        return None
    action, since, version = (found.get_value(0, column) or b"" for column in range(3))
    (microseconds,) = _WHOLE.unpack(since)
    return LastWord(
        action.decode(), _EPOCH + timedelta(microseconds=microseconds), version.decode()
    )


def last_words(
    *, indexes: Sequence[bytes], item: int
) -> Iterator[tuple[str | None, str, list[int]]]:
    """The last words of many members: action (None: never said anything), version, and who.

    Who: their places in `indexes`, from 0, in no order. Raises OperationalError as last_word does.
    """
    found = _answer(_MANY, [key_array(indexes), _WHOLE.pack(item)])
    for row in range(found.ntuples):
        action, version, places = (found.get_value(row, column) for column in range(3))
        yield (
            action.decode() if action is not None else None,
            (version or b"").decode(),
            [place - 1 for (place,) in _PLACE.iter_unpack((places or b"")[_ARRAY_HEAD:])],
        )


def _answer(name: bytes, asked: list[bytes]) -> PGresult:
    """A connection that died since the last question is replaced once."""
    try:
        return _run(name, asked)
    except (OperationalError, InterfaceError):
        connections["default"].close()
        return _run(name, asked)


def _run(name: bytes, asked: list[bytes]) -> PGresult:
    line = connections["default"]
    if line.connection is None:
        line.ensure_connection()
    with line.wrap_database_errors:
        server: PGconn = line.connection.pgconn
        if getattr(_prepared, "connection", None) is not line.connection:
            _prepare(server)
            _prepared.connection = line.connection
        found = server.exec_prepared(name, asked, _BOTH_BINARY, _BINARY)
        if found.status != ExecStatus.TUPLES_OK:
            if found.error_field(DiagnosticField.SQLSTATE) == _NOT_PREPARED:
                _prepare(server)  # psycopg forgets all statements after a rollback
                found = server.exec_prepared(name, asked, _BOTH_BINARY, _BINARY)
            _succeeded(found, ExecStatus.TUPLES_OK)
    return found


def _prepare(server: PGconn) -> None:
    for name, (statement, types) in _STATEMENTS.items():
        _succeeded(server.prepare(name, statement, types), ExecStatus.COMMAND_OK)


def _succeeded(result: PGresult, status: ExecStatus) -> None:
    if result.status != status:
        raise psycopg.OperationalError("the last words could not be read")

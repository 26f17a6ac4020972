"""The check of one member at its cheapest: one prepared statement that reads only the last word.

The last word is read from the primary database every time, so a withdrawal holds for the very next
question. What does not depend on the member (whose key it is, which words are in force, whether any
policy could wait) is held by each process for HELD, so a key taken back, or words that ask again,
hold within that time. Where that is not enough for an answer, selectors.member_checks gives it.
"""

import json
import struct
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import psycopg
from django.db import InterfaceError, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.pq import DiagnosticField, ExecStatus
from psycopg.pq.abc import PGconn, PGresult

from accounts.domain.api_key import digest_of
from accounts.gateways.sealing import search_index
from accounts.selectors.api_clients import Caller
from consent.domain.verdicts import verdict_of
from consent.enums import Verdict
from consent.selectors.consents import Answer
from consent.selectors.member_checks import (
    BARRIERS,
    COVERING,
    CheckedMember,
    check_member,
    days_around,
    rows_of,
)

HELD = timedelta(seconds=0.5)
MOST_HELD = 1000  # pairs of a key and an item; more begin anew
_GROUNDS = f"""
    SELECT k.id, k.client_id, c.scopes, c.per_minute, i.id, {COVERING}, EXISTS ({BARRIERS})
    FROM accounts_apikey k
    JOIN accounts_apiclient c ON c.id = k.client_id AND c.revoked_at IS NULL
    LEFT JOIN consent_consentitem i ON i.code = %(item)s AND i.active
    WHERE k.digest = %(key)s AND k.revoked_at IS NULL
      AND (k.expires_at IS NULL OR k.expires_at > %(now)s)
"""  # noqa: S608 -- parts of this file's neighbour
_NAME = b"consent_last_word"
_LAST_WORD = b"""
    SELECT st.action, st.since, st.text_version
    FROM accounts_datasubject s JOIN consent_consentstate st ON st.subject_id = s.id
    WHERE s.member_id_index = $1 AND st.item_id = $2
"""
_BYTEA_TYPE, _INT8_TYPE, _BINARY = 17, 20, 1
_BOTH_BINARY = [_BINARY, _BINARY]
_NOT_PREPARED = b"26000"
_INT8 = struct.Struct("!q")
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # of PostgreSQL's binary timestamps, in microseconds

_Word = tuple[str, datetime, str]  # action, since when, text version


@dataclass(frozen=True, slots=True)
class _Grounds:
    """What holds for every member."""

    caller: Caller
    item: int
    covering: frozenset[str]
    barred: bool
    read_at: datetime


_held: dict[tuple[bytes, str], _Grounds] = {}  # by the digest of the key and the item's code
_prepared = threading.local()  # .connection: the one that knows _NAME


def quick_check(*, key: str, member_id: str, item_code: str, now: datetime) -> CheckedMember:
    """What member_checks.check_member answers; see above what may be HELD old."""
    line = connections["default"]
    if line.in_atomic_block:  # _run speaks beside psycopg, which has the transaction in hand
        return check_member(key=key, member_id=member_id, item_code=item_code, now=now)
    grounds = _grounds(key, item_code, now)
    if grounds is None or grounds.barred:
        return check_member(key=key, member_id=member_id, item_code=item_code, now=now)
    word = _last_word(line, search_index("member_id", member_id), grounds.item)
    if word is None:
        return CheckedMember(grounds.caller, Answer(Verdict.NO_RECORD))
    action, since, version = word
    covered = version in grounds.covering
    verdict = verdict_of(action=action, covered=covered, policy_waits=False)
    if verdict == Verdict.ASK_AGAIN:  # or the person has just agreed to words just published
        return check_member(key=key, member_id=member_id, item_code=item_code, now=now)
    return CheckedMember(grounds.caller, Answer(verdict, since, version))


def quick_caller(*, key: str, item_code: str, now: datetime) -> Caller | None:
    """Who asks about this item, as of HELD ago at most; None also where there is no such item."""
    grounds = _grounds(key, item_code, now)
    return grounds.caller if grounds else None


def forget_grounds() -> None:
    """Read everything anew at the next question."""
    _held.clear()


def _grounds(key: str, item_code: str, now: datetime) -> _Grounds | None:
    digest = digest_of(key)
    held = _held.get((digest, item_code))
    if held is not None and timedelta(0) <= now - held.read_at < HELD:
        return held
    return _read_grounds(digest, item_code, now)


def _read_grounds(key: bytes, item_code: str, now: datetime) -> _Grounds | None:
    facts = {"key": key, "item": item_code, "now": now, **days_around(now)}
    rows = rows_of(_GROUNDS, facts)
    if not rows or rows[0][4] is None:  # nobody's key, or no such item
        _held.pop((key, item_code), None)
        return None
    key_id, client_id, scopes, per_minute, item, covering, barred = rows[0]
    caller = Caller(client_id, key_id, frozenset(json.loads(scopes)), per_minute)
    grounds = _Grounds(caller, item, frozenset(covering), barred, now)
    if len(_held) >= MOST_HELD:
        _held.clear()
    _held[key, item_code] = grounds
    return grounds


def _last_word(line: BaseDatabaseWrapper, index: bytes, item: int) -> _Word | None:
    """None where nothing was ever said.

    A connection that died since the last question is replaced once.
    """
    try:
        return _run(line, index, item)
    except (OperationalError, InterfaceError):
        line.close()
        return _run(line, index, item)


def _run(line: BaseDatabaseWrapper, index: bytes, item: int) -> _Word | None:
    """One round trip through libpq: a cursor would cost as much again as the server's answer."""
    if line.connection is None:
        line.ensure_connection()
    with line.wrap_database_errors:
        server: PGconn = line.connection.pgconn
        if getattr(_prepared, "connection", None) is not line.connection:
            _prepare(server)
            _prepared.connection = line.connection
        asked = [index, _INT8.pack(item)]
        found = server.exec_prepared(_NAME, asked, _BOTH_BINARY, _BINARY)
        if found.status != ExecStatus.TUPLES_OK:
            if found.error_field(DiagnosticField.SQLSTATE) == _NOT_PREPARED:
                _prepare(server)  # psycopg forgets all statements after a rollback
                found = server.exec_prepared(_NAME, asked, _BOTH_BINARY, _BINARY)
            _succeeded(found, ExecStatus.TUPLES_OK)
    if not found.ntuples:
        return None
    action, since, version = (found.get_value(0, column) or b"" for column in range(3))
    (microseconds,) = _INT8.unpack(since)
    return action.decode(), _EPOCH + timedelta(microseconds=microseconds), version.decode()


def _prepare(server: PGconn) -> None:
    result = server.prepare(_NAME, _LAST_WORD, [_BYTEA_TYPE, _INT8_TYPE])
    _succeeded(result, ExecStatus.COMMAND_OK)


def _succeeded(result: PGresult, status: ExecStatus) -> None:
    if result.status != status:
        raise psycopg.OperationalError("the last word could not be read")

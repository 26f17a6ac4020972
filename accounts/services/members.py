"""Many members at once: their data subjects, made where there is none."""

import os
from collections.abc import Mapping, Sequence
from datetime import datetime

import psycopg
from django.db import connection, transaction

from accounts.domain.envelope import new_data_key, seal, wrap_data_key
from accounts.gateways.sealing import key_ring, search_indexes, wrap_context

# In one order, so that two who lock the same people never wait for each other.
_LOCK = """
    WITH locked AS MATERIALIZED (
        SELECT member_id_index FROM accounts_datasubject WHERE member_id_index = ANY(%b)
        ORDER BY id FOR UPDATE
    )
    SELECT coalesce(array_agg(member_id_index), ARRAY[]::bytea[]) FROM locked
"""
# A member made by somebody else at the same moment keeps theirs, and no key is left over.
_MAKE = """
    WITH wanted AS (
        SELECT * FROM unnest(%b::uuid[], %b::uuid[], %b::bytea[], %b::bytea[], %b::bytea[])
            AS one (subject_id, key_id, wrapped, sealed, index)
    ), made AS (
        INSERT INTO accounts_datasubject
            (id, data_key_id, member_id_sealed, member_id_index, made_by_service, created_at)
        SELECT subject_id, key_id, sealed, index, true, %b FROM wanted
        ON CONFLICT (member_id_index) DO NOTHING RETURNING data_key_id
    )
    INSERT INTO accounts_datakey (id, ring_key_id, wrapped, created_at)
    SELECT key_id, %b, wrapped, %b FROM wanted WHERE key_id IN (SELECT data_key_id FROM made)
"""
_VARIANT = {digit: "89ab"[place % 4] for place, digit in enumerate("0123456789abcdef")}


@transaction.atomic
def ensure_members(*, member_ids: Sequence[str], now: datetime) -> dict[str, bytes]:
    """The data subject of each member the company's own service vouches for, made where none is.

    The same as data_subjects.ensure_member, in two or three statements whatever their number.
    Locked until the transaction ends: what is said for them meanwhile comes after. Answers by
    which blind index each member is found.
    """
    indexes = search_indexes("member_id", member_ids)
    with psycopg.Cursor(connection.connection) as cursor:
        found = set(_locked(cursor, indexes))
        missing = {
            index: member
            for index, member in zip(indexes, member_ids, strict=True)
            if index not in found
        }
        if missing and _make(cursor, missing, now) < len(missing):
            _locked(cursor, list(missing))
    return dict(zip(member_ids, indexes, strict=True))


def make_member(*, member_id: str, now: datetime) -> None:
    """One of whom nothing is known, in the caller's transaction. Who is there already stays."""
    (index,) = search_indexes("member_id", [member_id])
    with psycopg.Cursor(connection.connection) as cursor:
        _make(cursor, {index: member_id}, now)


def _locked(cursor: psycopg.Cursor, indexes: list[bytes]) -> list[bytes]:
    (found,) = cursor.execute(_LOCK, [indexes], binary=True).fetchone() or ([],)
    return list(found)


def _make(cursor: psycopg.Cursor, missing: Mapping[bytes, str], now: datetime) -> int:
    """How many were made; the others somebody else made at the same moment."""
    subject_ids, key_ids = _new_ids(len(missing)), _new_ids(len(missing))
    sealed = map(_sealed, subject_ids, key_ids, missing.values())
    wrapped, member_ids = map(list, zip(*sealed, strict=True))
    ring_key_id = key_ring().sealing_id
    values = [subject_ids, key_ids, wrapped, member_ids, list(missing), now, ring_key_id, now]
    return cursor.execute(_MAKE, values).rowcount


def _new_ids(count: int) -> list[str]:
    """Random UUIDs (RFC 9562, version 4) as text: drawn at once, they cost a third."""
    drawn = os.urandom(16 * count).hex()
    return [
        f"{drawn[i : i + 8]}-{drawn[i + 8 : i + 12]}-4{drawn[i + 13 : i + 16]}"
        f"-{_VARIANT[drawn[i + 16]]}{drawn[i + 17 : i + 20]}-{drawn[i + 20 : i + 32]}"
        for i in range(0, 32 * count, 32)
    ]


def _sealed(subject_id: str, key_id: str, member_id: str) -> tuple[bytes, bytes]:
    """A new person's data key, wrapped, and their member id under it."""
    plain = new_data_key()
    wrapped = wrap_data_key(key_ring(), plain, wrap_context(key_id)).blob
    context = f"accounts.datasubject.member_id:{subject_id}"
    return wrapped, seal(plain, member_id.encode(), context)

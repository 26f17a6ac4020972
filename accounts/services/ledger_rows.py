"""Rows of a ledger by the thousand: in through its intake, out by COPY."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import psycopg
from django.db import connection

from accounts.models import LedgerRow

Row = tuple[bytes, datetime, tuple[Any, ...]]  # blind index of a member, moment, facts


def take_in(*, model: type[LedgerRow], facts: Mapping[str, str], rows: Iterable[Row]) -> int:
    """Append what is new of these rows; how many were. The database numbers and hashes them.

    The people must be there, and locked (members.ensure_members). Rows of one person keep their
    order; what is new is for the intake to say (accounts.domain.ledger_intake_sql).

    Arguments:
        facts: names and types, as the intake was made with; a row's facts are in their order.
    """
    kinds: dict[tuple[Any, ...], int] = {}
    lines = [(member, at, kinds.setdefault(kind, len(kinds) + 1)) for member, at, kind in rows]
    if not lines:
        return 0
    names = ("member", "at", "kind", *facts)
    types = ("bytea", "timestamptz", "int", *facts.values())
    lists = [list(column) for column in (*zip(*lines, strict=True), *zip(*kinds, strict=True))]
    with psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table}_intake ({', '.join(names)}) VALUES"  # noqa: S608 -- our own names
            f" ({', '.join(f'%b::{name}[]' for name in types)}) RETURNING recorded",
            lists,
        )
        (recorded,) = cursor.fetchone() or (0,)
    return int(recorded)


def copy_out(*, sql: str, write: Callable[[bytes], Any]) -> None:
    """Hand all that a COPY … TO STDOUT gives to `write`, block by block."""
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor, cursor.copy(sql.encode()) as copy:
        for block in copy:
            write(bytes(block))

"""Rows of a ledger by the thousand: numbered and hashed here, checked by the database."""

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice
from typing import Any

import psycopg
from django.db import connection, transaction

from accounts.domain.ledger_row import EMPTY, row_hasher
from accounts.models import LedgerRow

_AT_ONCE = 500  # rows handed to the server while the next ones are hashed
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_HEADS = """
    SELECT chain, sequence, hash FROM accounts_ledgerhead WHERE ledger = %s AND chain = ANY(%s)
"""
_SEQUENCE = "SELECT pg_get_serial_sequence(%s, 'id')"
_IDS = "SELECT array_agg(nextval(%s::regclass)) FROM generate_series(1, %s)"


@transaction.atomic
def append_rows(
    *, model: type[LedgerRow], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Append rows in their order, by COPY.

    The ledger must take numbered rows (ledger_sql.take_numbered). It refuses all of them where
    somebody else wrote to one of these chains meanwhile, so the caller holds what writers lock.

    Arguments:
        columns: all columns of the table but id, sequence and the hashes; "chain" is the first.
        rows: values of `columns`, in the form accounts.domain.ledger_row wants.
    """
    if not rows:
        return
    table = model._meta.db_table
    names = ", ".join(("id", "sequence", "previous_hash", "hash", *columns))
    with psycopg.Cursor(connection.connection) as cursor:
        heads = _heads(cursor, table, {row[0] for row in rows})
        ids = _ids(cursor, table, len(rows))
        lines = _lines(columns, rows, ids, heads)
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            while piece := "".join(islice(lines, _AT_ONCE)):
                copy.write(piece)
        if cursor.rowcount != len(rows):
            raise RuntimeError(f"{cursor.rowcount} of {len(rows)} rows reached {table}")


def _heads(
    cursor: psycopg.Cursor[Any], table: str, chains: Collection[str]
) -> dict[str, tuple[int, bytes]]:
    heads = dict.fromkeys(chains, (0, EMPTY))
    found = cursor.execute(_HEADS, [table, list(chains)], binary=True)
    heads.update({chain: (sequence, digest) for chain, sequence, digest in found.fetchall()})
    return heads


def _ids(cursor: psycopg.Cursor[Any], table: str, count: int) -> list[int]:
    (sequence,) = cursor.execute(_SEQUENCE, [table]).fetchone() or (None,)
    (ids,) = cursor.execute(_IDS, [sequence, count], binary=True).fetchone() or ([],)
    return list(ids)


def copy_out(*, sql: str, write: Callable[[bytes], Any]) -> None:
    """Hand all that a COPY … TO STDOUT gives to `write`, block by block."""
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor, cursor.copy(sql.encode()) as copy:
        for block in copy:
            write(bytes(block))


def _lines(
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    ids: Sequence[int],
    heads: dict[str, tuple[int, bytes]],
) -> Iterator[str]:
    """Lines of COPY's text form; the heads go on with them."""
    row_hash = row_hasher(columns)
    for row_id, row in zip(ids, rows, strict=True):
        before, previous = heads[row[0]]
        sequence = before + 1
        digest = row_hash(row_id, sequence, previous, row)
        heads[row[0]] = (sequence, digest)
        cells = "\t".join(map(_cell, row))
        yield f"{row_id}\t{sequence}\t\\\\x{previous.hex()}\t\\\\x{digest.hex()}\t{cells}\n"


def _cell(value: Any) -> str:
    if value is None:
        return "\\N"
    written = str(value)
    return written if written.isalnum() else written.translate(_ESCAPES)

"""Are the ledgers whole? Finds every changed, replaced, moved, missing or added row by name.

The database does the arithmetic (accounts.domain.ledger_check_sql): which chains are broken, by one
parallel join of every row with what remembers it; then what is wrong with them, row by row. A chain
proves itself only against its head, so a head is checked too, and so are the triggers that keep all
of this true.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from accounts.domain.ledger_check_sql import (
    BROKEN,
    FAULTS,
    HEADS,
    SIZE,
    STOOD_ELSEWHERE,
    Column,
    canonical_text,
)
from accounts.models import LedgerRow

_GUARDS = ("chain", "linked", "append_only", "never_truncated")
CHANGED, REPLACED, MOVED = "CHANGED", "REPLACED", "MOVED"
MISSING, ADDED, UNGUARDED = "MISSING", "ADDED", "UNGUARDED"
_MOST_FAULTS = 100_000
_MOST_CHAINS = 1_000  # broken ones looked at alone; past that, all are
_MOST_PLACES = 1_000  # numbers tried for one chain to tell "moved" from "changed"


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong.

    Arguments:
        ledger: the table.
        chain: which chain; "" for the whole ledger.
        sequence: the number within the chain of the first row concerned.
        kind: CHANGED (the row does not match its hash), REPLACED (row and hash were both rewritten,
            but what follows remembers the old one), MOVED (it stood at another number), MISSING
            (rows `sequence` to `until` are gone; 0 means the table itself), ADDED (past what the
            head knows, or where no row can be), UNGUARDED (a trigger of the ledger is off or gone).
        row_id: primary key of the row, None where it is gone.
        until: last number concerned.
    """

    ledger: str
    chain: str
    sequence: int
    kind: str
    row_id: int | None
    until: int


@dataclass(frozen=True)
class LedgerReport:
    """One ledger: how many rows and chains were read, and what is wrong with them."""

    ledger: str
    rows: int
    chains: int
    faults: list[Fault]


def ledgers() -> list[str]:
    """The tables that are ledgers: by their models, and by their triggers whoever wrote them.

    A table that is only never changed, and has no chain, proves nothing and is none.
    """
    named = {model._meta.db_table for model in apps.get_models() if issubclass(model, LedgerRow)}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " JOIN pg_attribute ON attrelid = tgrelid AND attname = 'chain' AND NOT attisdropped"
            " WHERE tgname = relname || '_append_only' AND NOT tgisinternal"
        )
        return sorted(named | {name for (name,) in cursor.fetchall()})


def verify_ledgers() -> Iterator[LedgerReport]:
    """Check every ledger, one report each, in name order; each as of one moment."""
    for table in ledgers():
        yield verify_ledger(table)


@transaction.atomic
def verify_ledger(table: str) -> LedgerReport:
    """Check one ledger. `table` is one of `ledgers()`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [connection.ops.quote_name(table)])
        if cursor.fetchone() == (None,):  # dropped, or its migration has not run
            return LedgerReport(table, 0, 0, [Fault(table, "", 0, MISSING, None, 0)])
        # Hashes were made in UTC. Each of three processes may use twice this memory, however many
        # rows there are, and writes to disk what does not fit: two million fit.
        cursor.execute("SET LOCAL timezone TO 'UTC'; SET LOCAL work_mem TO '64MB'")
        cursor.execute("SET LOCAL parallel_tuple_cost TO 0; SET LOCAL parallel_setup_cost TO 0")
        cursor.execute("SET LOCAL jit TO off; SET LOCAL client_encoding TO 'UTF8'")
        rows, chains, numbered = _size(cursor, table)
        broken = _broken(cursor, table)
        faults = [*_guards(cursor, table)]
        if broken or rows != numbered:
            among = broken if 0 < len(broken) < _MOST_CHAINS else None
            chains, found = _found(cursor, table, among, chains)
            faults += [fault for row in found for fault in _faults(table, *row)]
        told = list(_told_apart(cursor, table, sorted(set(faults), key=_key)))
    return LedgerReport(ledger=table, rows=rows, chains=chains, faults=told)


def _size(cursor: Any, table: str) -> tuple[int, int, int]:
    """How many rows there are; how many chains, and the sum of their lengths, by the heads."""
    cursor.execute(SIZE.format(table=connection.ops.quote_name(table)), [table])
    rows, chains, numbered = cursor.fetchone()
    return rows, chains, int(numbered)


def _broken(cursor: Any, table: str) -> list[str]:
    """Chains that are not whole, at most _MOST_CHAINS."""
    name = connection.ops.quote_name(table)
    cursor.execute(
        "SELECT attname, typname, NOT attnotnull FROM pg_attribute"
        " JOIN pg_type ON pg_type.oid = atttypid"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'hash'",
        [name],
    )
    text = canonical_text([Column(*column) for column in cursor.fetchall()])
    cursor.execute(BROKEN.format(table=name, text=text), {"ledger": table, "most": _MOST_CHAINS})
    return [chain for (chain,) in cursor.fetchall()]


def _found(
    cursor: Any, table: str, among: list[str] | None, heads: int
) -> tuple[int, list[tuple[Any, ...]]]:
    """How many chains the ledger has, and what is wrong in the chains `among` (None: in any)."""
    asked = {"ledger": table, "among": among}
    cursor.execute(FAULTS.format(table=connection.ops.quote_name(table)), asked)
    size, *found = cursor.fetchmany(_MOST_FAULTS)
    if among is None:
        return size[3], found
    if not found:  # one of the two questions is wrong: ask the other of every row
        return _found(cursor, table, None, heads)
    cursor.execute(HEADS, asked)
    return heads - cursor.fetchone()[0] + size[3], found


def _faults(table: str, kind: str, chain: str, *facts: Any) -> Iterator[Fault]:
    yield from (_row_faults if kind == "ROW" else _tail_faults)(table, chain, *facts)


def _row_faults(table: str, chain: str, *facts: Any) -> Iterator[Fault]:
    sequence, sequence_before, row_id, sound, explained, id_before = facts
    gap = sequence - sequence_before - 1
    if gap < 0:  # a number a second time, or below the first
        yield Fault(table, chain, sequence, ADDED, row_id, sequence)
    elif gap:
        yield Fault(table, chain, sequence_before + 1, MISSING, None, sequence - 1)
    if not sound:
        yield Fault(table, chain, sequence, CHANGED, row_id, sequence)
    elif not explained and not gap:
        yield Fault(table, chain, sequence_before, REPLACED, id_before, sequence_before)


def _tail_faults(table: str, chain: str, *facts: Any) -> Iterator[Fault]:
    known, found, row_id, sound, _, _ = facts
    if known > found:
        yield Fault(table, chain, found + 1, MISSING, None, known)
    elif found > known:
        yield Fault(table, chain, known + 1, ADDED, row_id, found)
    elif sound:
        yield Fault(table, chain, found, REPLACED, row_id, found)


def _told_apart(cursor: Any, table: str, faults: list[Fault]) -> Iterator[Fault]:
    """The same faults, with MOVED in place of CHANGED where a row fits another number."""
    name = connection.ops.quote_name(table)
    for _, group in groupby(faults, key=lambda fault: fault.chain):
        chain = list(group)
        rows = [fault.row_id for fault in chain if fault.kind == CHANGED]
        numbers = [n for fault in chain for n in range(fault.sequence, fault.until + 1)]
        cursor.execute(STOOD_ELSEWHERE.format(table=name), [rows, numbers[:_MOST_PLACES]])
        moved = {row_id for (row_id,) in cursor.fetchall()} if rows else set()
        for fault in chain:
            yield replace(fault, kind=MOVED) if fault.row_id in moved else fault


def _guards(cursor: Any, table: str) -> Iterator[Fault]:
    # A row trigger with a condition leaves out rows that bring their numbers: `linked` checks them.
    cursor.execute(
        "SELECT count(*) FILTER (WHERE tgname <> %(linked)s),"
        " count(*) FILTER (WHERE tgname = %(linked)s)"
        "   >= count(*) FILTER (WHERE tgname = %(chain)s AND tgqual IS NOT NULL)"
        " FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE relname = %(table)s AND tgenabled IN ('O', 'A')"
        " AND tgname IN (%(linked)s, %(chain)s, %(append_only)s, %(never_truncated)s)",
        {"table": table, **{guard: f"{table}_{guard}" for guard in _GUARDS}},
    )
    if cursor.fetchone() != (3, True):
        yield Fault(table, "", 0, UNGUARDED, None, 0)


def _key(fault: Fault) -> tuple[str, int, str]:
    return fault.chain, fault.sequence, fault.kind

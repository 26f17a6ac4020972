"""Are the ledgers whole? Finds every changed, replaced, moved, missing or added row by name.

The database does the arithmetic (accounts.domain.ledger_sql): numbering, links and hashes by
window functions, tails by the heads. A chain proves itself only against its head, so a head is
checked too, and so are the triggers that keep all of this true.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from accounts.models import LedgerRow

_GUARDS = ("chain", "linked", "append_only", "never_truncated")
CHANGED, REPLACED, MOVED = "CHANGED", "REPLACED", "MOVED"
MISSING, ADDED, UNGUARDED = "MISSING", "ADDED", "UNGUARDED"
_MOST_FAULTS = 100_000
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
            head knows), UNGUARDED (a trigger of the ledger is off or gone).
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
        # Hashes were made in UTC; more memory keeps a million rows in one sort.
        cursor.execute("SET LOCAL timezone TO 'UTC'; SET LOCAL work_mem TO '256MB'")
        cursor.execute("SET LOCAL parallel_tuple_cost TO 0; SET LOCAL parallel_setup_cost TO 0")
        cursor.execute(_check(cursor, table), [table])
        size, *found = cursor.fetchmany(_MOST_FAULTS)
        faults = [
            *_guards(cursor, table),
            *(fault for row in found for fault in _faults(table, *row)),
        ]
        told = list(_told_apart(cursor, table, sorted(set(faults), key=_key)))
    return LedgerReport(ledger=table, rows=size[2], chains=size[3], faults=told)


def _check(cursor: Any, table: str) -> str:
    name = connection.ops.quote_name(table)
    cursor.execute(
        "SELECT attname, attnotnull AND (typcategory IN ('N', 'S', 'D', 'B')"
        " OR typname IN ('uuid', 'bytea')) FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'hash'",
        [name],
    )
    columns = cursor.fetchall()
    return _CHECK.format(
        table=name,
        strip="" if all(never_null for _, never_null in columns) else "jsonb_strip_nulls",
        columns=", ".join(f"whole.{connection.ops.quote_name(column)}" for column, _ in columns),
    )


# The hash of accounts.domain.ledger_sql.ledger_row_hash, written out: PostgreSQL cannot inline a
# function marked IMMUTABLE around convert_to, and a call per row doubles the time. `sound` is the
# costly part: the parallel scan computes it, before the rows are sorted.
# Its two parts save half of it: a row read without its hash need not have it taken out again, and
# nulls are stripped only where there can be some.
_CHECK = """
WITH checked AS MATERIALIZED (
    SELECT whole.id, whole.chain, whole.sequence, whole.previous_hash, whole.hash,
           whole.hash = sha256(whole.previous_hash
               || convert_to({strip}(to_jsonb(line))::text, 'UTF8')) AS sound
    FROM {table} whole, LATERAL (SELECT {columns}) line
), linked AS MATERIALIZED (
    SELECT id, chain, sequence, hash, sound,
           lag(sequence, 1, 0::bigint) OVER earlier AS sequence_before,
           previous_hash = lag(hash, 1, ''::bytea) OVER earlier AS follows,
           lag(sound, 1, true) OVER earlier AS sound_before,
           lag(id) OVER earlier AS id_before,
           lead(id) OVER earlier IS NULL AS is_last
    FROM checked WINDOW earlier AS (PARTITION BY chain ORDER BY sequence)
), head AS (
    SELECT chain, sequence, hash FROM accounts_ledgerhead WHERE ledger = %s AND sequence > 0
), last AS (SELECT * FROM linked WHERE is_last)
SELECT 'SIZE', '', count(*), count(*) FILTER (WHERE is_last), NULL, NULL, NULL, NULL FROM linked
UNION ALL
SELECT 'ROW', chain, sequence, sequence_before, id, sound, follows OR NOT sound_before, id_before
FROM linked WHERE NOT sound OR sequence <> sequence_before + 1 OR NOT follows
UNION ALL
SELECT 'TAIL', coalesce(head.chain, last.chain), coalesce(head.sequence, 0),
       coalesce(last.sequence, 0), last.id, last.sound, NULL, NULL
FROM head FULL JOIN last USING (chain)
WHERE head.sequence IS DISTINCT FROM last.sequence OR head.hash IS DISTINCT FROM last.hash
"""

# A row that is sound at another number was moved from there. Only numbers of its chain where
# something is wrong can be meant.
_MOVED = """
SELECT line.id FROM {table} line
WHERE line.id = ANY(%s) AND EXISTS (
    SELECT FROM unnest(%s::bigint[]) number
    WHERE number <> line.sequence AND line.hash = ledger_row_hash(
        line.previous_hash, to_jsonb(line) || jsonb_build_object('sequence', number)))
"""


def _faults(table: str, kind: str, chain: str, *facts: Any) -> Iterator[Fault]:
    yield from (_row_faults if kind == "ROW" else _tail_faults)(table, chain, *facts)


def _row_faults(table: str, chain: str, *facts: Any) -> Iterator[Fault]:
    sequence, sequence_before, row_id, sound, explained, id_before = facts
    gap = sequence - sequence_before - 1
    if gap:
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
        cursor.execute(_MOVED.format(table=name), [rows, numbers[:_MOST_PLACES]])
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

"""SQL that finds out whether a ledger is whole; accounts.selectors.ledgers runs it.

Two questions. BROKEN asks every row of a ledger and names chains only: it runs in parallel and
sorts nothing, as what a million whole rows take is what an audit takes. FAULTS tells what is wrong
with a chain, row by row; it is asked of broken chains.

Both work out every hash of accounts.domain.ledger_sql.ledger_row_hash again, written out:
PostgreSQL cannot inline a function marked IMMUTABLE around convert_to, and a call per row doubles
the time.
"""

import json
from collections.abc import Sequence
from typing import NamedTuple

_BARE = frozenset({"int2", "int4", "int8"})  # written alike as text and as JSON
_PLAIN = frozenset({"text", "varchar", "bool", "uuid", "bytea", "date", "timestamptz"})
_MOST_COLUMNS = 40  # a function takes a hundred arguments


class Column(NamedTuple):
    """A column of a ledger but `hash`: its name, its type as pg_type calls it, may it be null."""

    name: str
    type_name: str
    nullable: bool


def canonical_text(columns: Sequence[Column]) -> str:
    """An expression: the canonical form of a row `line` as text, for half of what jsonb costs.

    jsonb orders keys by their length, then by their bytes. Values are escaped as JSON, so two
    different rows never have the same text.
    """
    ordered = sorted(columns, key=lambda column: (len(column.name.encode()), column.name.encode()))
    if len(ordered) > _MOST_COLUMNS or ordered[0].nullable:
        return "jsonb_strip_nulls(to_jsonb(line) - 'hash')::text"
    parts = [
        part
        for place, column in enumerate(ordered)
        for part in _member("{" if place == 0 else ", ", column)
    ]
    return f"concat({', '.join(parts)}, '}}')"


def _member(before: str, column: Column) -> list[str]:
    label = (
        "'" + f"{before}{json.dumps(column.name, ensure_ascii=False)}: ".replace("'", "''") + "'"
    )
    name = f"line.{_quoted(column.name)}"
    if column.type_name in _BARE:
        value = name
    elif column.type_name in _PLAIN:
        value = f"to_json({name})"
    else:
        value = f"jsonb_strip_nulls(to_jsonb({name}))"
    # Text and null make null, which concat leaves out.
    return [f"{label} || {value}::text"] if column.nullable else [label, value]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


SIZE = """
SELECT (SELECT count(*) FROM {table}), count(*), coalesce(sum(sequence), 0)
FROM accounts_ledgerhead WHERE ledger = %s AND sequence > 0
"""

# Every row but the last of its chain is remembered by the row that follows it, the last by its
# head: a row nobody remembers was replaced, moved or added, and what is remembered but not there is
# gone. Since a row also remembers its number and its chain, each number is there once: the highest
# only once, as a chain has one head, hence the one before it, and so on down to the first. Only
# copies of one row, id and all, would be remembered together: SIZE tells that there are too many.
BROKEN = """
WITH broken AS MATERIALIZED (
    SELECT chain FROM (
        SELECT chain, sequence, hash, hash = sha256(previous_hash || textsend({text})) AS sound
        FROM {table} line
    ) row FULL JOIN (
        SELECT chain, sequence - 1 AS sequence, previous_hash AS hash, true AS known
        FROM {table} WHERE sequence <> 1 OR previous_hash <> ''::bytea
        UNION ALL
        SELECT chain, sequence, hash, true FROM accounts_ledgerhead
        WHERE ledger = %(ledger)s AND sequence > 0
    ) remembered USING (chain, sequence, hash)
    WHERE sound IS NOT TRUE OR known IS NULL
)
SELECT DISTINCT chain FROM broken LIMIT %(most)s
"""

HEADS = """
SELECT count(*) FROM accounts_ledgerhead
WHERE ledger = %(ledger)s AND sequence > 0 AND chain = ANY(%(among)s)
"""

# `sound` is the costly part: a parallel scan computes it, before the rows are sorted.
FAULTS = """
WITH checked AS MATERIALIZED (
    SELECT whole.id, whole.chain, whole.sequence, whole.previous_hash, whole.hash,
           whole.hash = sha256(whole.previous_hash || convert_to(
               jsonb_strip_nulls(to_jsonb(whole) - 'hash')::text, 'UTF8')) AS sound
    FROM {table} whole WHERE %(among)s::text[] IS NULL OR chain = ANY(%(among)s::text[])
), linked AS MATERIALIZED (
    SELECT id, chain, sequence, hash, sound,
           lag(sequence, 1, 0::bigint) OVER earlier AS sequence_before,
           previous_hash = lag(hash, 1, ''::bytea) OVER earlier AS follows,
           lag(sound, 1, true) OVER earlier AS sound_before,
           lag(id) OVER earlier AS id_before,
           lead(id) OVER earlier IS NULL AS is_last
    FROM checked WINDOW earlier AS (PARTITION BY chain ORDER BY sequence, id)
), head AS (
    SELECT chain, sequence, hash FROM accounts_ledgerhead
    WHERE ledger = %(ledger)s AND sequence > 0
        AND (%(among)s::text[] IS NULL OR chain = ANY(%(among)s::text[]))
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
STOOD_ELSEWHERE = """
SELECT line.id FROM {table} line
WHERE line.id = ANY(%s) AND EXISTS (
    SELECT FROM unnest(%s::bigint[]) number
    WHERE number <> line.sequence AND line.hash = ledger_row_hash(
        line.previous_hash, to_jsonb(line) || jsonb_build_object('sequence', number)))
"""

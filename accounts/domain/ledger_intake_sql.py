"""SQL by which a ledger takes rows by the thousand; migrations run it, nothing else does.

An intake is a view `<table>_intake` that holds nothing: one row inserted into it brings lists, and
its trigger writes what is new of them into the ledger, as if each had been recorded singly. Number,
link and hash are worked out there, once and for all rows together. The trigger has the rights of
the tables' owner, and the ledger believes the numbers of nobody else (ledger_sql.take_numbered).

The hash is that of ledger_sql.ledger_row_hash, over the same text: jsonb orders keys by their
length and then by their bytes, so what rows have alike is written once, and the hash of the row
before, whose name is the longest, comes last.
"""

from collections.abc import Mapping
from itertools import groupby

HASHING = r"""
CREATE FUNCTION ledger_next_hash(state bytea, head bytea, line text) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    IF state IS NULL THEN
        state := head;
    END IF;
    RETURN sha256(state || convert_to(line || encode(state, 'hex') || '"}', 'UTF8'));
END
$$;
-- Over the rows of one chain in their order: the hash of each, from the head and their lines.
CREATE AGGREGATE ledger_chain(head bytea, line text) (sfunc = ledger_next_hash, stype = bytea);
"""
NO_HASHING = "DROP FUNCTION IF EXISTS ledger_next_hash CASCADE;"

_LAST_KEY = "previous_hash"
_OWN = {  # what differs from row to row, as JSON
    "at": "to_json(at)::text",
    "id": "id::text",
    "chain": "'\"' || chain || '\"'",
    "sequence": "sequence::text",
    "subject_id": "'\"' || subject_id || '\"'",
    _LAST_KEY: r"""'"\\x'""",  # ledger_next_hash writes the rest
}


def intake(table: str, *, facts: Mapping[str, str], known: str) -> str:
    """SQL that gives a ledger its intake: lists of members, moments and kinds, and the facts.

    A row of the ledger is a member (by blind index), a moment and the facts of its kind, a place in
    the lists of facts. All people must be there, and locked. `recorded` comes back: how many rows
    were new. Rows of one person keep their order.

    Arguments:
        facts: the columns that many rows have alike, with their types.
        known: an SQL condition on `one` (subject_id, at, and kind: the place in the facts, such as
            facts_item_id[one.kind]) that leaves a row out.
    """
    columns = ", ".join(facts)
    lists = ", ".join(f"NULL::{kind}[] AS {name}" for name, kind in facts.items())
    own = ", ".join(f"facts_{name}[kind]" for name in facts)
    declared = "\n".join(f"facts_{name} {kind}[] := NEW.{name};" for name, kind in facts.items())
    alike, line = _line(facts)
    return rf"""
    CREATE VIEW {table}_intake AS SELECT NULL::bytea[] AS member, NULL::timestamptz[] AS at,
        NULL::int[] AS kind, {lists}, NULL::bigint AS recorded WHERE false;

    CREATE FUNCTION {table}_take_in() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET timezone TO 'UTC' SET work_mem TO '64MB' SET enable_seqscan TO off
    SET enable_hashjoin TO off SET enable_mergejoin TO off AS $$
    DECLARE  -- lists of their own: a place in them is found at once
{declared}
    ids regclass := pg_get_serial_sequence('{table}', 'id');
    alike text[] := (SELECT array_agg(ARRAY[{alike}] ORDER BY kind)
        FROM unnest({", ".join(f"NEW.{name}" for name in facts)}) WITH ORDINALITY
            fact({columns}, kind));
    BEGIN
        WITH said AS MATERIALIZED (
            SELECT nextval(ids) AS id, brought.at, kind,
                (SELECT id FROM accounts_datasubject WHERE member_id_index = member) AS subject_id
            FROM unnest(NEW.member, NEW.at, NEW.kind) brought(member, at, kind)
        ), numbered AS (
            SELECT one.*, 'subject:' || subject_id AS chain, row_number() OVER chained AS number,
                lead(id) OVER chained IS NULL AS is_last
            FROM said one WHERE ({known}) IS NOT TRUE
            WINDOW chained AS (PARTITION BY subject_id ORDER BY id)
        ), headed AS (
            SELECT numbered.*, coalesce(head.sequence, 0) + number AS sequence,
                coalesce(head.hash, ''::bytea) AS head, number = 1 AND is_last AS alone
            FROM numbered LEFT JOIN LATERAL (
                SELECT sequence, hash FROM accounts_ledgerhead
                WHERE ledger = '{table}' AND accounts_ledgerhead.chain = numbered.chain OFFSET 0
            ) head ON true
        ), hashed AS (
            -- Most have one row: that needs no call.
            SELECT headed.*, CASE WHEN alone
                THEN sha256(head || convert_to({line} || encode(head, 'hex') || '"}}', 'UTF8'))
                ELSE ledger_chain(head, {line}) FILTER (WHERE NOT alone) OVER chained END AS hash
            FROM headed WINDOW chained AS (PARTITION BY subject_id ORDER BY id)
        ), linked AS MATERIALIZED (
            SELECT hashed.*, coalesce(lag(hash) OVER chained, head) AS previous_hash
            FROM hashed WINDOW chained AS (PARTITION BY subject_id ORDER BY id)
        ), written AS (
            INSERT INTO {table}
                (id, chain, sequence, previous_hash, hash, at, subject_id, {columns})
            SELECT id, chain, sequence, previous_hash, hash, at, subject_id, {own} FROM linked
        ), moved AS (
            -- A head that moved meanwhile has taken the numbers, and the ledger holds them unique.
            INSERT INTO accounts_ledgerhead (ledger, chain, sequence, hash)
            SELECT '{table}', chain, sequence, hash FROM linked WHERE is_last
            ON CONFLICT (ledger, chain) DO UPDATE SET sequence = EXCLUDED.sequence,
                hash = EXCLUDED.hash
        )
        SELECT count(*) INTO NEW.recorded FROM linked;
        RETURN NEW;
    END
    $$;
    CREATE TRIGGER {table}_takes_in INSTEAD OF INSERT ON {table}_intake
        FOR EACH ROW EXECUTE FUNCTION {table}_take_in();
    -- Nobody puts a table of their own before ours while the function has the owner's rights.
    DO $$ BEGIN
        EXECUTE format('ALTER FUNCTION {table}_take_in() SET search_path TO %I, pg_temp',
            current_schema());
    END $$;
    """  # noqa: S608 -- names of our own migrations


def no_intake(table: str) -> str:
    """SQL that undoes `intake`."""
    return f"""
    DROP VIEW IF EXISTS {table}_intake;
    DROP FUNCTION IF EXISTS {table}_take_in();
    """


def _line(facts: Mapping[str, str]) -> tuple[str, str]:
    """The texts that rows of one kind have alike, and a row's text as far as the last key's value.

    Facts that stand side by side are one text; those that are null are left out.
    """
    keys = sorted([*_OWN, *facts], key=lambda key: (len(key), key))
    if keys[-1] != _LAST_KEY:
        raise ValueError(f"{keys[-1]} would stand after {_LAST_KEY}")
    alike: list[str] = []
    parts: list[str] = []
    for is_fact, group in groupby(keys, key=facts.__contains__):
        if is_fact:
            alike.append(" || ".join(f"coalesce('\"{key}\": ' || to_json({key}) || ', ', '')"
                                     for key in group))  # fmt: skip
            parts.append(f"alike[kind][{len(alike)}]")
        else:
            parts += [f"'\"{key}\": ' || {_OWN[key]}" + ("" if key == _LAST_KEY else " || ', '")
                      for key in group]  # fmt: skip
    return ", ".join(alike), "concat('{', " + ", ".join(parts) + ")"

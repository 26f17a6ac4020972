"""SQL of the append-only, hash-chained ledgers; migrations run it, nothing else does.

A ledger table has the columns of accounts.models.ledger.LedgerRow. Its BEFORE INSERT trigger
numbers the row within its chain and hashes it over the previous row, under a lock on the chain's
head; a second trigger refuses UPDATE, DELETE and TRUNCATE. The canonical form of a row is its
jsonb text without `hash` and without nulls, in UTC, so a nullable column can be added later.

A ledger that is filled by the million (`take_numbered`) also takes rows that bring number and hash
with them (accounts.domain.ledger_row). They are not believed: once per statement every row's hash
is worked out again, and every chain must go on from its head without a gap, or all is refused.

Plans are kept for a session, so each function forbids those that only suit an empty table.
"""

FUNCTIONS = """
CREATE OR REPLACE FUNCTION ledger_row_hash(previous bytea, line jsonb) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT sha256(previous || convert_to(jsonb_strip_nulls(line - 'hash')::text, 'UTF8'))
$$;

CREATE OR REPLACE FUNCTION ledger_append() RETURNS trigger
LANGUAGE plpgsql SET timezone TO 'UTC' SET enable_seqscan TO off AS $$
DECLARE
    head_sequence bigint;
    head_hash bytea;
BEGIN
    LOOP
        SELECT sequence, hash INTO head_sequence, head_hash FROM accounts_ledgerhead
        WHERE ledger = TG_TABLE_NAME AND chain = NEW.chain FOR UPDATE;
        EXIT WHEN FOUND;
        INSERT INTO accounts_ledgerhead (ledger, chain, sequence, hash)
        VALUES (TG_TABLE_NAME, NEW.chain, 0, ''::bytea)
        ON CONFLICT (ledger, chain) DO NOTHING;
    END LOOP;
    NEW.sequence := head_sequence + 1;
    NEW.previous_hash := head_hash;
    NEW.hash := sha256(head_hash || convert_to(
        jsonb_strip_nulls(to_jsonb(NEW) - 'hash')::text, 'UTF8'));
    UPDATE accounts_ledgerhead SET sequence = NEW.sequence, hash = NEW.hash
    WHERE ledger = TG_TABLE_NAME AND chain = NEW.chain;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION ledger_link() RETURNS trigger
LANGUAGE plpgsql SET timezone TO 'UTC' SET enable_seqscan TO off
SET enable_hashjoin TO off SET enable_mergejoin TO off AS $$
DECLARE
    wrong record;
BEGIN
    -- One row, numbered by the row trigger: all there is to most statements.
    IF (SELECT count(*) = 1 AND bool_and(coalesce(head.sequence = line.sequence
               AND head.hash = line.hash AND line.hash = sha256(line.previous_hash || convert_to(
                   jsonb_strip_nulls(to_jsonb(line) - 'hash')::text, 'UTF8')), false))
        FROM (SELECT * FROM added LIMIT 2) line LEFT JOIN accounts_ledgerhead head
            ON head.ledger = TG_TABLE_NAME AND head.chain = line.chain) THEN
        RETURN NULL;
    END IF;
    -- A chain the row trigger numbered ends at its head already; any other goes on from there.
    WITH linked AS MATERIALIZED (
        SELECT chain, sequence, hash,
            hash = sha256(previous_hash || convert_to(
                jsonb_strip_nulls(to_jsonb(line) - 'hash')::text, 'UTF8'))
            AND sequence = 1 + lag(sequence, 1, sequence - 1) OVER numbered
            AND previous_hash = lag(hash, 1, previous_hash) OVER numbered AS sound,
            first_value(sequence) OVER numbered AS first_sequence,
            first_value(previous_hash) OVER numbered AS follows,
            lead(sequence) OVER numbered IS NULL AS is_last
        FROM added line WINDOW numbered AS (PARTITION BY chain ORDER BY sequence)
    ), moved AS (
        UPDATE accounts_ledgerhead head SET sequence = linked.sequence, hash = linked.hash
        FROM linked
        WHERE is_last AND head.ledger = TG_TABLE_NAME AND head.chain = linked.chain
            AND (head.sequence = first_sequence - 1 AND head.hash = follows
                OR head.sequence = linked.sequence AND head.hash = linked.hash)
        RETURNING head.id
    ), begun AS (
        INSERT INTO accounts_ledgerhead (ledger, chain, sequence, hash)
        SELECT TG_TABLE_NAME, chain, sequence, hash FROM linked
        WHERE is_last AND first_sequence = 1 AND follows = ''::bytea
        ON CONFLICT (ledger, chain) DO NOTHING RETURNING id
    )
    SELECT count(*) FILTER (WHERE NOT sound) AS rows, count(*) FILTER (WHERE is_last)
        - (SELECT count(*) FROM moved) - (SELECT count(*) FROM begun) AS chains
    INTO wrong FROM linked;
    IF wrong.rows <> 0 OR wrong.chains <> 0 THEN
        RAISE EXCEPTION
            'The ledger % refused: % rows with a wrong number, link or hash, % chains that do not'
            ' go on from their head', TG_TABLE_NAME, wrong.rows, wrong.chains
            USING ERRCODE = 'integrity_constraint_violation',
                  HINT = 'Leave sequence and hash out, and the ledger fills them.';
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The ledger % is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation',
              HINT = 'Correct a ledger by appending a row that says so.';
END
$$;
"""

DROP_FUNCTIONS = """
DROP FUNCTION IF EXISTS ledger_append() CASCADE;
DROP FUNCTION IF EXISTS ledger_link() CASCADE;
DROP FUNCTION IF EXISTS ledger_refuse() CASCADE;
DROP FUNCTION IF EXISTS ledger_row_hash(bytea, jsonb) CASCADE;
"""


def protect(table: str) -> str:
    """SQL that makes `table` a ledger. `table` is a name from our own migrations."""
    return f"""
    CREATE TRIGGER {table}_chain BEFORE INSERT ON {table}
        FOR EACH ROW EXECUTE FUNCTION ledger_append();
    CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
    CREATE TRIGGER {table}_never_truncated BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
    """


def unprotect(table: str) -> str:
    """SQL that undoes `protect`, for reversible migrations."""
    return f"""
    DROP TRIGGER IF EXISTS {table}_chain ON {table};
    DROP TRIGGER IF EXISTS {table}_append_only ON {table};
    DROP TRIGGER IF EXISTS {table}_never_truncated ON {table};
    """


def take_numbered(table: str) -> str:
    """SQL that lets a protected ledger take rows with number and hash, each statement checked.

    The ledger must hold (chain, sequence) unique.
    """
    return f"""
    CREATE OR REPLACE TRIGGER {table}_chain BEFORE INSERT ON {table} FOR EACH ROW
        WHEN (NEW.hash IS NULL OR NEW.hash = ''::bytea) EXECUTE FUNCTION ledger_append();
    CREATE TRIGGER {table}_linked AFTER INSERT ON {table} REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_link();
    """


def number_alone(table: str) -> str:
    """SQL that undoes `take_numbered`."""
    return f"""
    DROP TRIGGER IF EXISTS {table}_linked ON {table};
    CREATE OR REPLACE TRIGGER {table}_chain BEFORE INSERT ON {table}
        FOR EACH ROW EXECUTE FUNCTION ledger_append();
    """

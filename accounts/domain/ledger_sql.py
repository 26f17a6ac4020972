"""SQL of the append-only, hash-chained ledgers; migrations run it, nothing else does.

A ledger table has the columns of accounts.models.ledger.LedgerRow. Its BEFORE INSERT trigger
numbers the row within its chain and hashes it over the previous row, under a lock on the chain's
head; a second trigger refuses UPDATE, DELETE and TRUNCATE. The canonical form of a row is its
jsonb text without `hash` and without nulls, in UTC, so a nullable column can be added later.
"""

FUNCTIONS = """
CREATE OR REPLACE FUNCTION ledger_row_hash(previous bytea, line jsonb) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT sha256(previous || convert_to(jsonb_strip_nulls(line - 'hash')::text, 'UTF8'))
$$;

CREATE OR REPLACE FUNCTION ledger_append() RETURNS trigger
LANGUAGE plpgsql SET timezone TO 'UTC' AS $$
DECLARE
    head_sequence bigint;
    head_hash bytea;
BEGIN
    INSERT INTO accounts_ledgerhead (ledger, chain, sequence, hash)
    VALUES (TG_TABLE_NAME, NEW.chain, 0, ''::bytea)
    ON CONFLICT (ledger, chain) DO NOTHING;
    SELECT sequence, hash INTO head_sequence, head_hash FROM accounts_ledgerhead
    WHERE ledger = TG_TABLE_NAME AND chain = NEW.chain FOR UPDATE;
    NEW.sequence := head_sequence + 1;
    NEW.previous_hash := head_hash;
    NEW.hash := ledger_row_hash(head_hash, to_jsonb(NEW));
    UPDATE accounts_ledgerhead SET sequence = NEW.sequence, hash = NEW.hash
    WHERE ledger = TG_TABLE_NAME AND chain = NEW.chain;
    RETURN NEW;
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

"""SQL of the append-only, hash-chained ledgers; migrations run it, nothing else does.

A ledger table has the columns of accounts.models.ledger.LedgerRow. Its BEFORE INSERT trigger
numbers the row within its chain and hashes it over the previous row, under a lock on the chain's
head; a second trigger refuses UPDATE, DELETE and TRUNCATE. The canonical form of a row is its
jsonb text without `hash` and without nulls, in UTC, so a nullable column can be added later.

A ledger that is filled by the million (`take_numbered`) gets those rows from its intake alone
(ledger_intake_sql), which numbers and hashes them all at once. Nobody else brings a hash: such a
row is refused, unless a trigger that has the rights of the tables' owner inserts it.

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
    IF NEW.hash <> ''::bytea THEN
        RAISE EXCEPTION 'The ledger % refused a row with a hash of its own', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation',
                  HINT = 'Leave sequence and hash out, and the ledger fills them.';
    END IF;
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

CREATE OR REPLACE FUNCTION ledger_link() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user <> (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID) THEN
        RAISE EXCEPTION 'The ledger % takes numbered rows from its own intake only', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
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
    """SQL that lets the intake of a protected ledger insert rows with number and hash.

    The ledger must hold (chain, sequence) unique: that refuses a number taken meanwhile. What is
    not inserted by a trigger is numbered here; what is, by none but a trigger of the owner's.
    """
    return f"""
    CREATE OR REPLACE TRIGGER {table}_chain BEFORE INSERT ON {table} FOR EACH ROW
        WHEN (pg_trigger_depth() = 0 OR NEW.hash IS NULL OR NEW.hash = ''::bytea)
        EXECUTE FUNCTION ledger_append();
    DROP TRIGGER IF EXISTS {table}_linked ON {table};
    CREATE TRIGGER {table}_linked AFTER INSERT ON {table} FOR EACH STATEMENT
        WHEN (pg_trigger_depth() > 0) EXECUTE FUNCTION ledger_link();
    """


def number_alone(table: str) -> str:
    """SQL that undoes `take_numbered`."""
    return f"""
    DROP TRIGGER IF EXISTS {table}_linked ON {table};
    CREATE OR REPLACE TRIGGER {table}_chain BEFORE INSERT ON {table}
        FOR EACH ROW EXECUTE FUNCTION ledger_append();
    """

"""SQL that keeps what a register said, ties to other registers included. Migrations run it.

simple-history keeps a row's own words and only where Django wrote them; ties between rows it does
not see. Here the database itself writes down how a row stands after every change, whoever made it.
Records are append-only: none is changed, deleted or truncated.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Kept:
    """A table whose rows and ties are recorded. All are names from our own migrations.

    Arguments:
        record: the table of records: `key`, `ties`, the facts, begun_at, at.
        key: the column of `record` that names the row.
        facts: columns of the row that are copied as they are.
        ties: the column of `record` for the primary keys of what the row is tied to, sorted.
        through: (table of the ties, its column of the row, its column of the other side).
    """

    table: str
    record: str
    key: str
    ties: str
    through: tuple[str, str, str]
    facts: Sequence[str] = ()


def keep(kept: Kept) -> str:
    """SQL that records from now on, beginning with how every row stands."""
    through, near, far = kept.through
    facts = "".join(f", {name}" for name in kept.facts)
    return f"""
    CREATE FUNCTION {kept.record}_write(kept bigint) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        -- One at a time: the next one sees these ties.
        PERFORM FROM {kept.table} WHERE id = kept FOR NO KEY UPDATE;
        INSERT INTO {kept.record} ({kept.key}, {kept.ties}{facts}, begun_at, at)
        SELECT standing.*, transaction_timestamp(), clock_timestamp()
        FROM (
            SELECT id, ARRAY(SELECT {far} FROM {through} WHERE {near} = kept ORDER BY 1){facts}
            FROM {kept.table} WHERE id = kept
        ) standing
        WHERE standing IS DISTINCT FROM (
            SELECT last FROM (
                SELECT {kept.key}, {kept.ties}{facts} FROM {kept.record}
                WHERE {kept.key} = kept ORDER BY id DESC LIMIT 1
            ) last
        );
    END
    $$;
    CREATE FUNCTION {kept.record}_of_row() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM {kept.record}_write(NEW.id);
        RETURN NULL;
    END
    $$;
    CREATE FUNCTION {kept.record}_of_tie() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'INSERT' THEN
            PERFORM {kept.record}_write(OLD.{near});
        END IF;
        IF TG_OP <> 'DELETE' THEN
            PERFORM {kept.record}_write(NEW.{near});
        END IF;
        RETURN NULL;
    END
    $$;
    CREATE FUNCTION {kept.record}_not_all() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'The record of % is append-only: % refused', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'integrity_constraint_violation', HINT = 'Delete the rows.';
    END
    $$;
    CREATE TRIGGER {kept.table}_recorded AFTER INSERT OR UPDATE ON {kept.table}
        FOR EACH ROW EXECUTE FUNCTION {kept.record}_of_row();
    CREATE TRIGGER {through}_recorded AFTER INSERT OR UPDATE OR DELETE ON {through}
        FOR EACH ROW EXECUTE FUNCTION {kept.record}_of_tie();
    CREATE TRIGGER {through}_never_truncated BEFORE TRUNCATE ON {through}
        FOR EACH STATEMENT EXECUTE FUNCTION {kept.record}_not_all();
    CREATE TRIGGER {kept.record}_append_only BEFORE UPDATE OR DELETE ON {kept.record}
        FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
    CREATE TRIGGER {kept.record}_never_truncated BEFORE TRUNCATE ON {kept.record}
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
    SELECT {kept.record}_write(id) FROM {kept.table} ORDER BY id;
    """  # noqa: S608 -- names of our own migrations


def forget(kept: Kept) -> str:
    """SQL that undoes `keep` but for the records themselves, whose table goes with its model."""
    return "".join(
        f"DROP FUNCTION IF EXISTS {kept.record}_{name} CASCADE;"
        for name in ("of_row()", "of_tie()", "not_all()", "write(bigint)")
    )

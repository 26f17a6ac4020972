"""The trigger that refuses a change of status the table does not know. For migrations."""

from collections.abc import Iterable

TABLE = "dsr_breaches_breach"
DROP = "DROP FUNCTION IF EXISTS dsr_breaches_status_guard() CASCADE"


def status_guard(pairs: Iterable[tuple[str, str]]) -> str:
    """SQL of the function and its trigger. A new pair needs a new migration."""
    allowed = ", ".join(f"('{before}', '{after}')" for before, after in pairs)
    return f"""
CREATE OR REPLACE FUNCTION dsr_breaches_status_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.status <> 'OPEN' THEN
        RAISE EXCEPTION 'A breach starts as OPEN, not %', NEW.status
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.status <> OLD.status
        AND (OLD.status, NEW.status) NOT IN ({allowed}) THEN
        RAISE EXCEPTION 'A breach does not go from % to %', OLD.status, NEW.status
            USING ERRCODE = 'integrity_constraint_violation',
                  HINT = 'Take a step of dsr/breaches/domain/handling.py.';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER {TABLE}_status_guard BEFORE INSERT OR UPDATE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION dsr_breaches_status_guard();
"""

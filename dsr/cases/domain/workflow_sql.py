"""The status trigger, written from the workflow table. A new pair needs a new migration."""

from collections.abc import Iterable


def status_guard(pairs: Iterable[tuple[str, str]]) -> str:
    """SQL of the function that refuses every change of status not in `pairs`."""
    allowed = ",\n            ".join(f"('{source}', '{target}')" for source, target in pairs)
    return f"""
CREATE OR REPLACE FUNCTION dsr_cases_status_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.status <> 'RECEIVED' THEN
        RAISE EXCEPTION 'A case starts as RECEIVED, not %', NEW.status
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.status <> OLD.status
        AND (OLD.status, NEW.status) NOT IN (
            {allowed}
        ) THEN
        RAISE EXCEPTION 'A case does not go from % to %', OLD.status, NEW.status
            USING ERRCODE = 'integrity_constraint_violation',
                  HINT = 'Take a step of dsr/cases/domain/workflow.py.';
    END IF;
    RETURN NEW;
END
$$;
"""


TRIGGER = """
CREATE TRIGGER dsr_cases_case_status_guard BEFORE INSERT OR UPDATE ON dsr_cases_case
    FOR EACH ROW EXECUTE FUNCTION dsr_cases_status_guard();
"""
DROP = "DROP FUNCTION IF EXISTS dsr_cases_status_guard() CASCADE"

"""SQL that keeps ConsentState equal to the fold of the ledger. Migrations run it, nothing else."""

PROJECT = """
CREATE FUNCTION consent_project() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO consent_consentstate AS state
        (subject_id, item_id, action, text_version, since, sequence)
    VALUES (NEW.subject_id, NEW.item_id, NEW.action, NEW.text_version, NEW.at, NEW.sequence)
    ON CONFLICT (subject_id, item_id) DO UPDATE SET
        action = EXCLUDED.action, text_version = EXCLUDED.text_version, since = EXCLUDED.since,
        sequence = EXCLUDED.sequence
    WHERE state.sequence < EXCLUDED.sequence;
    RETURN NULL;
END
$$;
CREATE TRIGGER consent_consentevent_projection AFTER INSERT ON consent_consentevent
    FOR EACH ROW EXECUTE FUNCTION consent_project();
INSERT INTO consent_consentstate (subject_id, item_id, action, text_version, since, sequence)
SELECT DISTINCT ON (subject_id, item_id) subject_id, item_id, action, text_version, at, sequence
FROM consent_consentevent ORDER BY subject_id, item_id, sequence DESC;
"""
UNPROJECT = """
DROP FUNCTION IF EXISTS consent_project() CASCADE;
DELETE FROM consent_consentstate;
"""

# The same for a whole statement at once: what comes by the million costs one insert.
PROJECT_TOGETHER = """
DROP TRIGGER consent_consentevent_projection ON consent_consentevent;
CREATE OR REPLACE FUNCTION consent_project() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO consent_consentstate AS state
        (subject_id, item_id, action, text_version, since, sequence)
    SELECT DISTINCT ON (subject_id, item_id)
        subject_id, item_id, action, text_version, at, sequence
    FROM added ORDER BY subject_id, item_id, sequence DESC
    ON CONFLICT (subject_id, item_id) DO UPDATE SET
        action = EXCLUDED.action, text_version = EXCLUDED.text_version, since = EXCLUDED.since,
        sequence = EXCLUDED.sequence
    WHERE state.sequence < EXCLUDED.sequence;
    RETURN NULL;
END
$$;
CREATE TRIGGER consent_consentevent_projection AFTER INSERT ON consent_consentevent
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION consent_project();
"""
PROJECT_APART = (
    """
DROP FUNCTION IF EXISTS consent_project() CASCADE;
DELETE FROM consent_consentstate;
"""
    + PROJECT
)

IMMUTABLE = """
CREATE FUNCTION consent_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A published consent text is immutable: % refused', TG_OP
        USING ERRCODE = 'integrity_constraint_violation', HINT = 'Publish a new version.';
END
$$;
CREATE TRIGGER consent_consenttext_immutable BEFORE UPDATE OR DELETE ON consent_consenttext
    FOR EACH ROW EXECUTE FUNCTION consent_refuse_change();
"""
MUTABLE = "DROP FUNCTION IF EXISTS consent_refuse_change() CASCADE;"

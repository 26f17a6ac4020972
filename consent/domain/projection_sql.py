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

# Each last word also names its member by half of their blind index: 128 bits of HMAC-SHA-256, so a
# check finds it by one short probe. Kept by the database, as a tie to a member comes and goes;
# consent_project (below) gives it to new words.
_KEY = "encode(substr({person}.member_id_index, 1, 16), 'hex')::uuid"
NAME_MEMBERS = f"""
CREATE FUNCTION consent_follow_tie() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE consent_consentstate SET member_key = {_KEY.format(person="NEW")}
    WHERE subject_id = NEW.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER consent_follows_tie AFTER UPDATE OF member_id_index ON accounts_datasubject
    FOR EACH ROW WHEN (OLD.member_id_index IS DISTINCT FROM NEW.member_id_index)
    EXECUTE FUNCTION consent_follow_tie();
UPDATE consent_consentstate state SET member_key = {_KEY.format(person="person")}
FROM accounts_datasubject person WHERE person.id = state.subject_id;
"""  # noqa: S608 -- parts of this file
LEAVE_MEMBERS_OUT = "DROP FUNCTION consent_follow_tie() CASCADE;"

# In place of foreign keys, which are looked up row by row, and locked: a last word needs its person
# and its item, and neither ever goes. Who writes a row of the ledger holds the person's row, so no
# tie changes between the two. A plan is kept for a session: without the setting, one that suits an
# empty table would be.
_PROJECT_KNOWN = f"""
CREATE OR REPLACE FUNCTION consent_project() RETURNS trigger
LANGUAGE plpgsql SET enable_seqscan TO off AS $$
BEGIN
    INSERT INTO consent_consentstate AS state
        (subject_id, item_id, action, text_version, since, sequence, member_key)
    SELECT known.id, (SELECT id FROM consent_consentitem WHERE id = last.item_id),
        last.action, last.text_version, last.at, last.sequence, known.member_key
    FROM (SELECT DISTINCT ON (subject_id, item_id)
              subject_id, item_id, action, text_version, at, sequence
          FROM added ORDER BY subject_id, item_id, sequence DESC) last
    LEFT JOIN LATERAL (
        SELECT id, {_KEY.format(person="person")} AS member_key FROM accounts_datasubject person
        WHERE id = last.subject_id OFFSET 0) known ON true
    ON CONFLICT (subject_id, item_id) DO UPDATE SET
        action = EXCLUDED.action, text_version = EXCLUDED.text_version, since = EXCLUDED.since,
        sequence = EXCLUDED.sequence
    WHERE state.sequence < EXCLUDED.sequence;
    RETURN NULL;
END
$$;
"""  # noqa: S608 -- names of this file
KEEP_KNOWN = (
    _PROJECT_KNOWN
    + """
CREATE FUNCTION consent_refuse_removal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A row of % that consents are about stays: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER accounts_datasubject_stays BEFORE DELETE OR UPDATE OF id ON accounts_datasubject
    FOR EACH ROW EXECUTE FUNCTION consent_refuse_removal();
CREATE TRIGGER consent_consentitem_stays BEFORE DELETE OR UPDATE OF id ON consent_consentitem
    FOR EACH ROW EXECUTE FUNCTION consent_refuse_removal();
"""
)
LET_GO = "DROP FUNCTION IF EXISTS consent_refuse_removal() CASCADE;" + PROJECT_TOGETHER

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

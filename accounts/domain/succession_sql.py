"""SQL that keeps true who took whose place; a migration runs it, nothing else does.

In place of a foreign key, which every new member would pay for: a place is taken by somebody who
is there and whose own place nobody took, and once. So no two ever took each other's, however many
steps apart; and a data subject is never removed (consent.domain.projection_sql).
"""

KEEP_PLACES = """
CREATE FUNCTION accounts_take_place() RETURNS trigger
LANGUAGE plpgsql SET enable_seqscan TO off AS $$
BEGIN
    IF TG_OP = 'INSERT' OR OLD.successor_id IS NOT NULL THEN
        RAISE EXCEPTION 'The place of a data subject is taken once, and stays so: % refused', TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    PERFORM FROM accounts_datasubject
        WHERE id = NEW.successor_id AND id <> NEW.id AND successor_id IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Whoever takes a place is another data subject that holds its own'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER accounts_datasubject_taken_once BEFORE UPDATE ON accounts_datasubject
    FOR EACH ROW WHEN (OLD.successor_id IS DISTINCT FROM NEW.successor_id)
    EXECUTE FUNCTION accounts_take_place();
CREATE TRIGGER accounts_datasubject_new_holds_its_place BEFORE INSERT ON accounts_datasubject
    FOR EACH ROW WHEN (NEW.successor_id IS NOT NULL)
    EXECUTE FUNCTION accounts_take_place();
"""
LEAVE_PLACES = "DROP FUNCTION IF EXISTS accounts_take_place() CASCADE;"

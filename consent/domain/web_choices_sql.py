"""SQL that lets choices on the website end; a migration runs it, nothing else does.

A ledger refuses every deletion. This one grows by every visitor, so it has one way out: a function
that takes the whole chains, heads included, of browsers whose last choice lies before a moment.
It runs as the owner, since the application's role may not delete here (config.grants), and the
trigger spares whatever is younger than 30 days even from it.
"""

END = """
CREATE FUNCTION consent_webchoice_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND NOT EXISTS (
        SELECT FROM consent_webchoice
        WHERE chain = OLD.chain AND at >= now() - interval '30 days'
    ) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'The ledger % is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation',
              HINT = 'Only whole chains go, by consent_end_web_choices, when their time is over.';
END
$$;
DROP TRIGGER consent_webchoice_append_only ON consent_webchoice;
CREATE TRIGGER consent_webchoice_append_only BEFORE UPDATE OR DELETE ON consent_webchoice
    FOR EACH ROW EXECUTE FUNCTION consent_webchoice_guard();

-- The lock of a chain is the one a new choice takes (services.web_choices): who holds it is spared.
CREATE FUNCTION consent_end_web_choices(before timestamptz, most int) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    over text[];
    gone bigint;
BEGIN
    before := least(before, now() - interval '30 days');
    over := ARRAY(
        SELECT chain FROM (
            SELECT DISTINCT chain FROM consent_webchoice line WHERE at < before AND NOT EXISTS (
                SELECT FROM consent_webchoice later
                WHERE later.chain = line.chain AND later.at >= before)
            LIMIT most
        ) ended
        WHERE pg_try_advisory_xact_lock(hashtextextended(chain, 0))
    );
    over := ARRAY(
        SELECT chain FROM unnest(over) chain WHERE NOT EXISTS (
            SELECT FROM consent_webchoice later
            WHERE later.chain = chain.chain AND later.at >= before)
    );
    DELETE FROM consent_webchoice WHERE chain = ANY(over);
    GET DIAGNOSTICS gone = ROW_COUNT;
    DELETE FROM accounts_ledgerhead WHERE ledger = 'consent_webchoice' AND chain = ANY(over);
    RETURN gone;
END
$$;
"""

NEVER_END = """
DROP FUNCTION consent_end_web_choices(timestamptz, int);
DROP TRIGGER consent_webchoice_append_only ON consent_webchoice;
CREATE TRIGGER consent_webchoice_append_only BEFORE UPDATE OR DELETE ON consent_webchoice
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
DROP FUNCTION consent_webchoice_guard();
"""

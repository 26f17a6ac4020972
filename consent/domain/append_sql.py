"""SQL that appends a word on what was read before. Migrations run it, nothing else does.

Who writes decides by what was read without a lock (consent.selectors.standings). Here the person
is locked, and when they have said anything on the item meanwhile, or are nobody, no row is written
and none comes back: then it has to be decided anew, under the lock.
"""

APPEND = """
CREATE FUNCTION consent_append(
    member bytea, about bigint, after bigint, moment timestamptz, word text, version text,
    digest text, shown_in text, shown_at text
) RETURNS SETOF bigint LANGUAGE plpgsql SET enable_seqscan TO off AS $$
DECLARE
    person uuid;
BEGIN
    SELECT id INTO person FROM accounts_datasubject WHERE member_id_index = member FOR UPDATE;
    -- A statement of its own: it sees what was committed while the first one waited.
    IF person IS NOT NULL AND after IS NOT DISTINCT FROM (
        SELECT sequence FROM consent_consentstate WHERE subject_id = person AND item_id = about
    ) THEN
        RETURN QUERY INSERT INTO consent_consentevent
            (chain, at, subject_id, item_id, action, text_version, text_sha256, language, source)
        VALUES ('subject:' || person, moment, person, about, word, version, digest, shown_in,
            shown_at) RETURNING sequence;
    END IF;
END
$$;
"""
NO_APPEND = "DROP FUNCTION IF EXISTS consent_append;"

# The same, done once for a key (Idempotency-Key): key, word and answer are there together or not
# at all. A key that is there already, or comes at the same moment, adds nothing either. The key
# first, then the person: in this order the whole way takes them too.
APPEND_ONCE = """
CREATE FUNCTION consent_append_once(
    asker uuid, once text, request bytea, told jsonb,
    member bytea, about bigint, after bigint, moment timestamptz, word text, version text,
    digest text, shown_in text, shown_at text
) RETURNS SETOF bigint LANGUAGE plpgsql SET enable_seqscan TO off AS $$
DECLARE
    kept bigint;
    number bigint;
BEGIN
    INSERT INTO consent_rememberedanswer (client_id, key, request_digest, at)
    VALUES (asker, once, request, moment)
    ON CONFLICT (client_id, key) DO NOTHING RETURNING id INTO kept;
    IF kept IS NULL THEN
        RETURN;
    END IF;
    SELECT * INTO number FROM consent_append(
        member, about, after, moment, word, version, digest, shown_in, shown_at);
    IF number IS NULL THEN
        DELETE FROM consent_rememberedanswer WHERE id = kept;
        RETURN;
    END IF;
    UPDATE consent_rememberedanswer SET answer = told || jsonb_build_object('sequence', number)
    WHERE id = kept;
    RETURN NEXT number;
END
$$;
"""
NO_APPEND_ONCE = "DROP FUNCTION IF EXISTS consent_append_once;"

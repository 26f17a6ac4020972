"""SQL that writes the feed of changes with the things it tells of. Migrations run it, nothing else.

One statement, one trigger: a bulk import costs one insert. The triggers run after the rows' own,
so the lock on a person's chain is held and two changes of one person stand in their true order.
"""

_SOURCES = (
    ("consent_consentevent", "event_id"),
    ("consent_consenttext", "text_id"),
    ("policies_policyacceptance", "acceptance_id"),
)


def _feed(table: str, column: str) -> str:
    """Both are names from this file."""
    return f"""
    CREATE FUNCTION consent_feed_{column}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO consent_consentchange ({column}) SELECT id FROM added ORDER BY id;
        RETURN NULL;
    END
    $$;
    CREATE TRIGGER {table}_feed AFTER INSERT ON {table} REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION consent_feed_{column}();
    INSERT INTO consent_consentchange ({column}) SELECT id FROM {table} ORDER BY id;
    """  # noqa: S608 -- names of this file


POLICIES = _feed("policies_policyversion", "version_id")
NO_POLICIES = """
    DROP FUNCTION IF EXISTS consent_feed_version_id() CASCADE;
    DELETE FROM consent_consentchange WHERE version_id IS NOT NULL;
"""
FEED = "".join(_feed(*source) for source in _SOURCES)
NO_FEED = "".join(
    f"DROP FUNCTION IF EXISTS consent_feed_{column}() CASCADE;" for _, column in _SOURCES
)

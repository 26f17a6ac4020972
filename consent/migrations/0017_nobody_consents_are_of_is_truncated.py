from django.db import migrations

KEPT = ("accounts_datasubject", "consent_consentitem")
NEVER_TRUNCATED = "".join(
    f"CREATE TRIGGER {table}_never_truncated BEFORE TRUNCATE ON {table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION consent_refuse_removal();"
    for table in KEPT
)
TRUNCATED = "".join(f"DROP TRIGGER IF EXISTS {table}_never_truncated ON {table};" for table in KEPT)


class Migration(migrations.Migration):
    """No foreign key holds them since consents look them up as a set, so nothing else would."""

    dependencies = [("consent", "0016_a_word_is_appended_once_for_its_key")]
    operations = [migrations.RunSQL(NEVER_TRUNCATED, TRUNCATED)]

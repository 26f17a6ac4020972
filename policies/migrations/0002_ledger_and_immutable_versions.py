from django.db import migrations

from accounts.domain import ledger_sql

IMMUTABLE = """
CREATE FUNCTION policies_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A published row of % is immutable: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation', HINT = 'Add a row with a later date.';
END
$$;
CREATE TRIGGER policies_policyversion_immutable BEFORE UPDATE OR DELETE ON policies_policyversion
    FOR EACH ROW EXECUTE FUNCTION policies_refuse_change();
CREATE TRIGGER policies_feeschedulerow_immutable BEFORE UPDATE OR DELETE ON policies_feeschedulerow
    FOR EACH ROW EXECUTE FUNCTION policies_refuse_change();
CREATE TRIGGER policies_deadlinerule_immutable BEFORE UPDATE OR DELETE ON policies_deadlinerule
    FOR EACH ROW EXECUTE FUNCTION policies_refuse_change();
CREATE TRIGGER policies_retentionrule_immutable BEFORE UPDATE OR DELETE ON policies_retentionrule
    FOR EACH ROW EXECUTE FUNCTION policies_refuse_change();
"""


class Migration(migrations.Migration):
    """Acceptances become a ledger; published versions and dated rules never change."""

    dependencies = [("policies", "0001_initial"), ("accounts", "0002_ledgers")]
    operations = [
        migrations.RunSQL(
            ledger_sql.protect("policies_policyacceptance"),
            ledger_sql.unprotect("policies_policyacceptance"),
        ),
        migrations.RunSQL(IMMUTABLE, "DROP FUNCTION policies_refuse_change() CASCADE"),
    ]

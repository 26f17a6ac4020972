from django.db import migrations

SQL = """
CREATE FUNCTION dsr_fees_amount_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.amount <> (SELECT amount FROM policies_feeschedulerow WHERE id = NEW.schedule_row_id)
        OR NEW.kind <> (SELECT kind FROM policies_feeschedulerow WHERE id = NEW.schedule_row_id)
    THEN
        RAISE EXCEPTION 'Fee % does not say what its schedule row says', NEW.reference
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER dsr_fees_fee_amount_guard BEFORE INSERT OR UPDATE ON dsr_fees_fee
    FOR EACH ROW EXECUTE FUNCTION dsr_fees_amount_guard();
"""


class Migration(migrations.Migration):
    """The amount lives in the fee schedule; a fee that says otherwise is refused."""

    dependencies = [
        ("dsr_fees", "0001_initial"),
        ("policies", "0002_ledger_and_immutable_versions"),
    ]
    operations = [
        migrations.RunSQL(SQL, "DROP FUNCTION dsr_fees_amount_guard() CASCADE"),
    ]

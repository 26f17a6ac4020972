from django.db import migrations

from accounts.domain import ledger_intake_sql, ledger_sql


class Migration(migrations.Migration):
    """Rows by the thousand get number and hash at once; nobody brings any to a ledger."""

    dependencies = [("accounts", "0010_ledgers_take_numbered_rows")]
    operations = [
        migrations.RunSQL(ledger_sql.FUNCTIONS, migrations.RunSQL.noop),
        migrations.RunSQL(ledger_intake_sql.HASHING, ledger_intake_sql.NO_HASHING),
    ]

from django.db import migrations

from accounts.domain import ledger_sql


class Migration(migrations.Migration):
    """Ledgers can be filled by the million; a plan made while they were empty is no longer kept."""

    dependencies = [("accounts", "0009_exports_of_the_journal")]
    operations = [
        migrations.RunSQL(ledger_sql.FUNCTIONS, migrations.RunSQL.noop),
        # A head is rewritten with every row: room beside it keeps the index out of that.
        migrations.RunSQL(
            "ALTER TABLE accounts_ledgerhead SET (fillfactor = 60)",
            "ALTER TABLE accounts_ledgerhead RESET (fillfactor)",
        ),
    ]

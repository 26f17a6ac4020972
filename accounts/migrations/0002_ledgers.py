from django.db import migrations

from accounts.domain import ledger_sql


class Migration(migrations.Migration):
    """Hash chains and append-only triggers; access records become a ledger."""

    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.RunSQL(ledger_sql.FUNCTIONS, ledger_sql.DROP_FUNCTIONS),
        migrations.RunSQL(
            ledger_sql.protect("accounts_accessrecord"),
            ledger_sql.unprotect("accounts_accessrecord"),
        ),
    ]

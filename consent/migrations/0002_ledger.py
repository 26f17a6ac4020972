from django.db import migrations

from accounts.domain import ledger_sql


class Migration(migrations.Migration):
    """Consent events become a ledger."""

    dependencies = [("consent", "0001_initial"), ("accounts", "0002_ledgers")]
    operations = [
        migrations.RunSQL(
            ledger_sql.protect("consent_consentevent"),
            ledger_sql.unprotect("consent_consentevent"),
        ),
    ]

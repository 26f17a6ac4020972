from django.db import migrations

from accounts.domain import ledger_sql
from consent.domain import projection_sql

LEDGERS = ("consent_consentevent", "policies_policyacceptance")


class Migration(migrations.Migration):
    """Consents and acceptances may come numbered; what follows from them is worked out at once."""

    dependencies = [
        ("accounts", "0010_ledgers_take_numbered_rows"),
        ("consent", "0006_choices_on_the_website"),
        ("policies", "0007_acceptances_know_who_joined"),
    ]
    operations = [
        *[
            migrations.RunSQL(ledger_sql.take_numbered(table), ledger_sql.number_alone(table))
            for table in LEDGERS
        ],
        migrations.RunSQL(projection_sql.PROJECT_TOGETHER, projection_sql.PROJECT_APART),
    ]

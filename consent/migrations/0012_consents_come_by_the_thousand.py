import django.db.models.deletion
from django.db import migrations, models

from accounts.domain import ledger_sql
from consent.domain import consent_intake_sql

LEDGERS = ("consent_consentevent", "policies_policyacceptance")
KEYS = (("subject", "accounts.datasubject", "consent_events"), ("item", "consent.consentitem", "+"))


class Migration(migrations.Migration):
    """Consents have an intake; nobody else brings numbers; the last word holds the foreign keys."""

    dependencies = [
        ("accounts", "0011_ledgers_number_rows_together"),
        ("consent", "0015_last_words_name_their_member"),
        ("policies", "0010_acceptances_come_by_the_thousand"),
    ]
    operations = [
        *[
            migrations.RunSQL(ledger_sql.take_numbered(table), migrations.RunSQL.noop)
            for table in LEDGERS
        ],
        migrations.RunSQL(consent_intake_sql.INTAKE, consent_intake_sql.NO_INTAKE),
        *[
            migrations.AlterField(
                "consentevent",
                name,
                models.ForeignKey(
                    db_constraint=False,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name=related,
                    to=to,
                ),
            )
            for name, to, related in KEYS
        ],
    ]

import django.db.models.deletion
from django.db import migrations, models

from accounts.domain import ledger_sql
from consent.domain import consent_intake_sql, projection_sql

LEDGERS = ("consent_consentevent", "policies_policyacceptance")
KEYS = (
    ("consentevent", "subject", "accounts.datasubject", {"related_name": "consent_events"}),
    ("consentevent", "item", "consent.consentitem", {"related_name": "+"}),
    ("consentstate", "subject", "accounts.datasubject", {"related_name": "+", "db_index": False}),
    ("consentstate", "item", "consent.consentitem", {"related_name": "+", "db_index": False}),
)


class Migration(migrations.Migration):
    """Consents have an intake; nobody else brings numbers; who and what they are about stays."""

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
        migrations.RunSQL(projection_sql.KEEP_KNOWN, projection_sql.LET_GO),
        *[
            migrations.AlterField(
                model,
                name,
                models.ForeignKey(
                    db_constraint=False,
                    on_delete=django.db.models.deletion.PROTECT,
                    to=to,
                    **facts,
                ),
            )
            for model, name, to, facts in KEYS
        ],
    ]

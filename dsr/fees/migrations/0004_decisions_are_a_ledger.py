from django.db import migrations

from accounts.domain import ledger_sql


class Migration(migrations.Migration):
    """What staff decided about a fee cannot be changed afterwards."""

    dependencies = [
        ("dsr_fees", "0003_decisions_and_hand_refunds"),
        ("accounts", "0002_ledgers"),
    ]
    operations = [
        migrations.RunSQL(
            ledger_sql.protect("dsr_fees_feeevent"), ledger_sql.unprotect("dsr_fees_feeevent")
        ),
    ]

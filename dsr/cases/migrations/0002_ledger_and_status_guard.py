from django.db import migrations

from accounts.domain import ledger_sql
from dsr.cases.domain import workflow, workflow_sql


class Migration(migrations.Migration):
    """Case events become a ledger; raw SQL cannot take an illegal step either."""

    dependencies = [("dsr_cases", "0001_initial"), ("accounts", "0002_ledgers")]
    operations = [
        migrations.RunSQL(
            ledger_sql.protect("dsr_cases_caseevent"), ledger_sql.unprotect("dsr_cases_caseevent")
        ),
        migrations.RunSQL(
            workflow_sql.status_guard(workflow.status_pairs()) + workflow_sql.TRIGGER,
            workflow_sql.DROP,
        ),
    ]

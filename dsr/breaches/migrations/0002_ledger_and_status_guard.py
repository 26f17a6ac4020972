from django.db import migrations

from accounts.domain import ledger_sql
from dsr.breaches.domain import handling, status_sql


class Migration(migrations.Migration):
    """Breach events become a ledger; raw SQL cannot take an illegal step either."""

    dependencies = [("dsr_breaches", "0001_initial"), ("accounts", "0002_ledgers")]
    operations = [
        migrations.RunSQL(
            ledger_sql.protect("dsr_breaches_breachevent"),
            ledger_sql.unprotect("dsr_breaches_breachevent"),
        ),
        migrations.RunSQL(status_sql.status_guard(handling.status_pairs()), status_sql.DROP),
    ]

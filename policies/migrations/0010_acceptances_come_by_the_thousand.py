from django.db import migrations

from policies.domain import acceptance_intake_sql


class Migration(migrations.Migration):
    """Acceptances have an intake."""

    dependencies = [
        ("accounts", "0011_ledgers_number_rows_together"),
        ("policies", "0012_what_categories_were_used_for_is_kept"),
    ]
    operations = [
        migrations.RunSQL(acceptance_intake_sql.INTAKE, acceptance_intake_sql.NO_INTAKE),
    ]

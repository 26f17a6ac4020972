from django.db import migrations

from consent.domain import append_sql


class Migration(migrations.Migration):
    """A word sent with an Idempotency-Key is appended in one round trip as well."""

    dependencies = [("consent", "0012_consents_come_by_the_thousand")]
    operations = [migrations.RunSQL(append_sql.APPEND_ONCE, append_sql.NO_APPEND_ONCE)]

from django.db import migrations

from consent.domain import append_sql


class Migration(migrations.Migration):
    """What a service writes is locked, looked at again and appended in one round trip."""

    dependencies = [("consent", "0014_what_an_item_was_about_is_kept")]
    operations = [migrations.RunSQL(append_sql.APPEND, append_sql.NO_APPEND)]

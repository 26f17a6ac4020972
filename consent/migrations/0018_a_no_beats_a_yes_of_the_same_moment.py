from django.db import migrations

from consent.domain import consent_intake_sql as intake


class Migration(migrations.Migration):
    """A file keeps whole seconds: a no brought in with a yes of its second was left out."""

    dependencies = [("consent", "0017_nobody_consents_are_of_is_truncated")]
    operations = [
        migrations.RunSQL(
            intake.NO_INTAKE + intake.INTAKE_NO_FIRST, intake.NO_INTAKE + intake.INTAKE
        ),
    ]

"""Failed jobs are counted on the console's first page: an index of only those."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("dsr_console", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "CREATE INDEX dsr_console_failed_jobs ON procrastinate_jobs (id)"
            " WHERE status = 'failed'",
            "DROP INDEX dsr_console_failed_jobs",
        )
    ]

"""An acceptance on joining covers the whole text; null keeps the hashes of earlier rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("policies", "0006_drafts_announcements_registers_and_provisions")]
    operations = [
        migrations.AddField(
            "policyacceptance", "joined", models.BooleanField(null=True, verbose_name="on joining")
        ),
    ]

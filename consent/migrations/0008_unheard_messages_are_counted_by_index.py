"""The list of webhooks counts what waits and what was given up, among millions delivered."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consent", "0007_ledgers_are_filled_by_the_million")]
    operations = [
        migrations.AddIndex(
            model_name="webhookdelivery",
            index=models.Index(
                condition=models.Q(("status__in", ["QUEUED", "FAILED"])),
                fields=["endpoint", "status"],
                name="webhook_message_unheard",
            ),
        ),
    ]

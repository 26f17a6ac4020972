"""A switch: new requests go to the reviewer with the fewest open ones."""

from django.db import migrations, models


def _switch() -> models.BooleanField:
    return models.BooleanField(
        default=False, verbose_name="give new requests to a reviewer automatically"
    )


class Migration(migrations.Migration):
    dependencies = [("policies", "0004_holders_are_told_by_a_route")]
    operations = [
        migrations.AddField("organisation", "assign_automatically", _switch()),
        migrations.AddField("historicalorganisation", "assign_automatically", _switch()),
    ]

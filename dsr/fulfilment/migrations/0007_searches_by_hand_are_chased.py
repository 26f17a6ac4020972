"""A search by hand remembers how urgently it last called."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dsr_fulfilment", "0006_answers_name_every_ground_and_plan_promises"),
    ]

    operations = [
        migrations.AddField(
            model_name="manualtask",
            name="chase_level",
            field=models.PositiveSmallIntegerField(
                default=0, verbose_name="urgency of the last chase mail"
            ),
        ),
        migrations.AddField(
            model_name="manualtask",
            name="chased_on",
            field=models.DateField(blank=True, null=True, verbose_name="last chase mail on"),
        ),
    ]

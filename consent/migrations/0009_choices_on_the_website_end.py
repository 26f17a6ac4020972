import django.contrib.postgres.fields
from django.db import migrations, models

from consent.domain import web_choices_sql


class Migration(migrations.Migration):
    """Choices on the website can be read in the console, and end when their time is over."""

    dependencies = [("consent", "0008_unheard_messages_are_counted_by_index")]
    operations = [
        migrations.AlterModelOptions(
            name="webchoice",
            options={
                "default_permissions": ("view",),
                "verbose_name": "choice on the website",
                "verbose_name_plural": "choices on the website",
            },
        ),
        migrations.AlterField(
            model_name="webchoice",
            name="notice_sha256",
            field=models.CharField(max_length=64, verbose_name="fingerprint of what was shown"),
        ),
        migrations.AlterField(
            model_name="webchoice",
            name="offered",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=12), size=None, verbose_name="asked about"
            ),
        ),
        migrations.AlterField(
            model_name="webchoice",
            name="allowed",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=12), size=None, verbose_name="allowed"
            ),
        ),
        migrations.AlterField(
            model_name="webchoice",
            name="by_signal",
            field=models.BooleanField(default=False, verbose_name="Global Privacy Control was on"),
        ),
        migrations.AddIndex(
            model_name="webchoice",
            index=models.Index(fields=["at"], name="web_choice_by_time"),
        ),
        migrations.RunSQL(web_choices_sql.END, web_choices_sql.NEVER_END),
    ]

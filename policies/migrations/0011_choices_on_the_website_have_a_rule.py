from datetime import date

from django.db import migrations, models

FIRST_DAY = date(2023, 9, 1)
TWO_YEARS = 2 * 365 + 1  # days


def add_rule(apps, schema_editor):
    """Give an installation that was seeded before there was this rule what a new one begins with.

    An installation that was never seeded gets all its rules by `manage.py seed_policies`.
    """
    rules = apps.get_model("policies", "RetentionRule").objects.using(
        schema_editor.connection.alias
    )
    if rules.exists() and not rules.filter(code="WEB_CHOICE").exists():
        rules.create(
            code="WEB_CHOICE",
            days=TWO_YEARS,
            effective_from=FIRST_DAY,
            source="Internal rule: two years after the browser's last choice",
        )


SCOPES = [
    ("PROFILE", "Registration data"),
    ("LOCATION", "Location data"),
    ("USAGE", "Usage history"),
    ("INQUIRIES", "Inquiry history"),
    ("DEVICE", "Device and access data"),
    ("OTHER", "Other"),
]


class Migration(migrations.Migration):
    """Where rules were seeded before choices on the website had one, they get it.

    And what a category belongs to on the request form is chosen, not typed.
    """

    dependencies = [("policies", "0010_acceptances_come_by_the_thousand")]
    operations = [
        migrations.RunPython(add_rule, migrations.RunPython.noop),
        *(
            migrations.AlterField(
                model_name=model,
                name="scope",
                field=models.CharField(choices=SCOPES, max_length=20, verbose_name="scope"),
            )
            for model in ("datacategory", "historicaldatacategory")
        ),
    ]

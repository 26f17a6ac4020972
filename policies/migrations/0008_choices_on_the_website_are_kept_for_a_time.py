from django.db import migrations, models


class Migration(migrations.Migration):
    """How long a choice on the website is kept becomes a rule with a date."""

    dependencies = [("policies", "0007_acceptances_know_who_joined")]
    operations = [
        migrations.AlterField(
            model_name="retentionrule",
            name="code",
            field=models.CharField(
                choices=[
                    ("CASE_FILE", "Case file"),
                    ("IDENTITY_IMAGE", "Identity document image"),
                    ("FEE_RECORD", "Fee record"),
                    ("PACKAGE", "Disclosure package"),
                    ("COLLECTED_DATA", "Collected data"),
                    ("PROVISION_RECORD", "Provision record"),
                    ("WEB_CHOICE", "Choice on the website"),
                ],
                max_length=20,
                verbose_name="what",
            ),
        ),
    ]

import django.contrib.postgres.fields
from django.db import migrations, models

from accounts.domain import ledger_sql


class Migration(migrations.Migration):
    """What visitors chose in the snippet becomes a ledger."""

    dependencies = [
        ("accounts", "0002_ledgers"),
        ("consent", "0005_changes_webhooks_and_remembered_answers"),
    ]
    operations = [
        migrations.CreateModel(
            name="WebChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("chain", models.CharField(max_length=64)),
                ("sequence", models.BigIntegerField(db_default=0, editable=False)),
                ("previous_hash", models.BinaryField(db_default=b"", max_length=32)),
                ("hash", models.BinaryField(db_default=b"", max_length=32)),
                ("at", models.DateTimeField(verbose_name="at")),
                ("origin", models.CharField(max_length=200, verbose_name="site")),
                ("language", models.CharField(max_length=5, verbose_name="language")),
                ("notice_sha256", models.CharField(max_length=64)),
                (
                    "offered",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12), size=None
                    ),
                ),
                (
                    "allowed",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12), size=None
                    ),
                ),
                ("by_signal", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name": "choice on the website",
                "verbose_name_plural": "choices on the website",
                "abstract": False,
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("chain", "sequence"), name="web_choice_numbered_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("offered__contains", models.F("allowed"))),
                        name="only_what_was_offered_is_allowed",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            ledger_sql.protect("consent_webchoice"), ledger_sql.unprotect("consent_webchoice")
        ),
    ]

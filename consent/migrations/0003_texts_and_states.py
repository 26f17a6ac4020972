import hashlib

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

from consent.domain import projection_sql


def keep_texts(apps, schema_editor):
    """What was the item's only text becomes its first version."""
    item_model = apps.get_model("consent", "ConsentItem")
    text_model = apps.get_model("consent", "ConsentText")
    for item in item_model.objects.order_by("pk"):
        words = f"{item.text_ja}\0{item.text_en}".encode()
        text_model.objects.create(
            item=item,
            version=item.text_version,
            text_ja=item.text_ja,
            text_en=item.text_en,
            sha256=hashlib.sha256(words).hexdigest(),
            published_at=Now(),
        )


class Migration(migrations.Migration):
    """Texts get versions; what holds now is projected by the database itself."""

    dependencies = [
        ("accounts", "0002_ledgers"),
        ("consent", "0002_ledger"),
        ("policies", "0003_holders_and_clocks"),
    ]
    operations = [
        migrations.AddField(
            model_name="consentitem",
            name="position",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="position"),
        ),
        migrations.AddField(
            model_name="consentitem",
            name="prerequisite",
            field=models.BooleanField(default=False, verbose_name="needed for the service"),
        ),
        migrations.AddField(
            model_name="consentitem",
            name="active",
            field=models.BooleanField(default=True, verbose_name="active"),
        ),
        migrations.AddField(
            model_name="consentitem",
            name="categories",
            field=models.ManyToManyField(
                blank=True,
                related_name="consent_items",
                to="policies.datacategory",
                verbose_name="categories",
            ),
        ),
        migrations.AddField(
            model_name="consentitem",
            name="recipient",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="consent_items",
                to="policies.recipient",
                verbose_name="recipient",
            ),
        ),
        migrations.CreateModel(
            name="ConsentText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.CharField(max_length=20, verbose_name="text version")),
                ("text_ja", models.TextField(verbose_name="text (Japanese)")),
                ("text_en", models.TextField(verbose_name="text (English)")),
                ("sha256", models.CharField(max_length=64)),
                ("asks_again", models.BooleanField(default=False, verbose_name="asks again")),
                ("published_at", models.DateTimeField(verbose_name="published at")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="texts",
                        to="consent.consentitem",
                    ),
                ),
            ],
            options={
                "verbose_name": "consent text",
                "verbose_name_plural": "consent texts",
                "default_permissions": ("view",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("item", "version"), name="a_text_version_is_one_text"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsentState",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "action",
                    models.CharField(
                        choices=[("GIVEN", "Given"), ("WITHDRAWN", "Withdrawn")],
                        max_length=10,
                        verbose_name="action",
                    ),
                ),
                ("text_version", models.CharField(max_length=20, verbose_name="text version")),
                ("since", models.DateTimeField(verbose_name="since")),
                ("sequence", models.BigIntegerField()),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consent.consentitem",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.datasubject",
                    ),
                ),
            ],
            options={
                "verbose_name": "consent as it stands",
                "verbose_name_plural": "consents as they stand",
                "default_permissions": ("view",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subject", "item"), name="one_last_word_per_item"
                    )
                ],
            },
        ),
        migrations.RunSQL(projection_sql.IMMUTABLE, projection_sql.MUTABLE),
        migrations.RunSQL(projection_sql.PROJECT, projection_sql.UNPROJECT),
        migrations.RunPython(keep_texts, migrations.RunPython.noop),
    ]

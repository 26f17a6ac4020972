"""Letters of the case file, and why the target stands still: one reason per ground asked for."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_ledgers"),
        ("dsr_cases", "0003_acting_authority_links_and_defects"),
    ]
    operations = [
        migrations.AlterField(
            model_name="clockpause",
            name="reason",
            field=models.CharField(
                choices=[
                    ("CORRECTION_ASKED", "Correction of defects asked"),
                    ("IDENTITY_ASKED", "Proof of identity asked"),
                    ("AUTHORITY_ASKED", "Proof of authority asked"),
                    ("FEE_ASKED", "Payment of the fee asked"),
                ],
                max_length=20,
                verbose_name="reason",
            ),
        ),
        migrations.CreateModel(
            name="CaseLetter",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ACKNOWLEDGEMENT", "Your request arrived"),
                            (
                                "INTERIM_NOTICE",
                                "Interim notice: why our answer takes longer",
                            ),
                            (
                                "NOT_ACCEPTED",
                                "Notice that we could not accept your request",
                            ),
                            ("WITHDRAWAL", "Confirmation of your withdrawal"),
                        ],
                        max_length=20,
                        verbose_name="letter",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="dsr_cases.case",
                    ),
                ),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dsr_cases.caseevent",
                    ),
                ),
                (
                    "letter_en",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.storedfile",
                    ),
                ),
                (
                    "letter_ja",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.storedfile",
                    ),
                ),
            ],
            options={
                "verbose_name": "letter",
                "verbose_name_plural": "letters",
                "default_permissions": (),
                "indexes": [models.Index(fields=["case", "made_at", "id"], name="letter_by_case")],
            },
        ),
    ]

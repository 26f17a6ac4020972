import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORMATS = [
    ("YAYOI", "Yayoi"),
    ("MONEYFORWARD", "Money Forward"),
    ("FREEE", "freee"),
    ("NEUTRAL", "CSV for any software"),
    ("XLSX", "Excel (XLSX)"),
]
TABLES = ("dsr_fees_exportbatch", "dsr_fees_exportedentry")
# No chain of their own: what they say follows from the journal's; but nothing takes it back.
PROTECT = "".join(
    f"""
    CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
    CREATE TRIGGER {table}_never_truncated BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
    """
    for table in TABLES
)
UNPROTECT = "".join(
    f"""
    DROP TRIGGER IF EXISTS {table}_append_only ON {table};
    DROP TRIGGER IF EXISTS {table}_never_truncated ON {table};
    """
    for table in TABLES
)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_ledgers"),
        ("dsr_fees", "0005_the_books"),
        ("dsr_fees", "0006_what_stripe_and_the_bank_say"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ExportBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reference",
                    models.CharField(max_length=30, unique=True, verbose_name="export reference"),
                ),
                (
                    "format",
                    models.CharField(choices=FORMATS, max_length=20, verbose_name="software"),
                ),
                ("month", models.DateField(verbose_name="month")),
                ("month_closed", models.BooleanField(verbose_name="month was closed")),
                ("entry_count", models.PositiveIntegerField(verbose_name="number of entries")),
                ("total", models.PositiveBigIntegerField(verbose_name="sum of debits (yen)")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("exported_at", models.DateTimeField(verbose_name="exported at")),
                (
                    "exported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="exported by",
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.storedfile",
                    ),
                ),
            ],
            options={
                "verbose_name": "export of the journal",
                "verbose_name_plural": "exports of the journal",
                "permissions": [("export_journal", "Can export the journal for the books")],
                "default_permissions": ("view",),
                "indexes": [models.Index(fields=["-exported_at", "-id"], name="export_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1)),
                        name="an_export_is_of_a_whole_month",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("entry_count__gt", 0)),
                        name="an_export_holds_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExportedEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("format", models.CharField(choices=FORMATS, max_length=20)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exported",
                        to="dsr_fees.exportbatch",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exports",
                        to="dsr_fees.journalentry",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entry", "format"), name="an_entry_leaves_once_for_each_format"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ExportCounter",
            fields=[
                (
                    "format",
                    models.CharField(
                        choices=FORMATS, max_length=20, primary_key=True, serialize=False
                    ),
                ),
                ("last", models.PositiveIntegerField(default=0)),
            ],
            options={"default_permissions": ()},
        ),
        migrations.AddField(
            model_name="receipt",
            name="party_index",
            field=models.BinaryField(default=b""),
        ),
        migrations.AddIndex(
            model_name="receipt",
            index=models.Index(fields=["-issued_on", "-id"], name="receipt_newest"),
        ),
        migrations.AddIndex(
            model_name="receipt",
            index=models.Index(fields=["party_index"], name="receipt_party"),
        ),
        migrations.RunSQL(PROTECT, UNPROTECT),
    ]

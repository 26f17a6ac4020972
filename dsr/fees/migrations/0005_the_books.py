"""The books: chart of accounts, journal and accounting months."""

from typing import Any

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError

from accounts.domain import ledger_sql
from dsr.fees.domain import journal_sql
from dsr.fees.domain.seeded_accounts import ACCOUNTS, TAX_NAMES

FORMATS = ("yayoi", "moneyforward", "freee")
LEDGERS = ("dsr_fees_journalentry", "dsr_fees_journalline", "dsr_fees_periodevent")


def seed(apps: Any, schema_editor: Any) -> None:
    """The chart of accounts a desk starts with (dsr.fees.services.accounts adds what is missing)."""
    apps.get_model("dsr_fees", "Account").objects.bulk_create(
        apps.get_model("dsr_fees", "Account")(
            code=code, position=position, kind=kind, name_ja=name_ja, name_en=name_en,
            **{f"{each}_name": account for each in FORMATS},
            **{f"{each}_sub": sub for each in FORMATS},
        )
        for position, (code, kind, name_ja, name_en, account, sub) in enumerate(ACCOUNTS, start=1)
    )  # fmt: skip
    apps.get_model("dsr_fees", "TaxName").objects.bulk_create(
        apps.get_model("dsr_fees", "TaxName")(
            code=code, position=position, rate_percent=rate, name_ja=name_ja, name_en=name_en,
            **{f"{each}_name": name for each, name in zip(FORMATS, names, strict=True)},
        )
        for position, (code, rate, name_ja, name_en, *names) in enumerate(TAX_NAMES, start=1)
    )  # fmt: skip


def refuse_to_lose_books(apps: Any, schema_editor: Any) -> None:
    """Books must be kept for years, and a ledger that begins anew could never be proven whole.

    The heads of its chains would remember rows that are gone. Before anything is booked there is
    nothing to lose, and the migration can be taken back.
    """
    for model in ("JournalEntry", "PeriodEvent"):
        if apps.get_model("dsr_fees", model).objects.exists():
            raise IrreversibleError(f"The books are in use ({model}): restore a backup instead.")


class Migration(migrations.Migration):
    """The database keeps the books itself: balanced, append-only, closed months closed."""

    dependencies = [
        ("accounts", "0002_ledgers"),
        ("dsr_fees", "0004_decisions_are_a_ledger"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("CLEARING", "Receivable from Stripe"),
                            ("BANK", "Bank account"),
                            ("POSTAL_ORDERS", "Postal money orders"),
                            ("DISPUTED", "Money held in disputes"),
                            ("DEPOSITS", "Deposits to return"),
                            ("SUSPENSE", "Suspense"),
                            ("FEE_INCOME", "Fees received"),
                            ("STRIPE_FEES", "Stripe's fees"),
                            ("DISPUTE_LOSS", "Losses by disputes"),
                        ],
                        max_length=20,
                        primary_key=True,
                        serialize=False,
                        verbose_name="code",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ASSET", "Asset"),
                            ("LIABILITY", "Liability"),
                            ("INCOME", "Income"),
                            ("EXPENSE", "Expense"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("name_ja", models.CharField(max_length=60, verbose_name="name (Japanese)")),
                ("name_en", models.CharField(max_length=60, verbose_name="name (English)")),
                ("yayoi_name", models.CharField(max_length=60, verbose_name="account in Yayoi")),
                (
                    "yayoi_sub",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="subsidiary account in Yayoi"
                    ),
                ),
                (
                    "moneyforward_name",
                    models.CharField(max_length=60, verbose_name="account in Money Forward"),
                ),
                (
                    "moneyforward_sub",
                    models.CharField(
                        blank=True,
                        max_length=60,
                        verbose_name="subsidiary account in Money Forward",
                    ),
                ),
                ("freee_name", models.CharField(max_length=60, verbose_name="account in freee")),
                (
                    "freee_sub",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="subsidiary account in freee"
                    ),
                ),
            ],
            options={
                "verbose_name": "account",
                "verbose_name_plural": "chart of accounts",
                "default_permissions": ("view", "change"),
            },
        ),
        migrations.CreateModel(
            name="PeriodNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="reason")),
                ("at", models.DateTimeField(verbose_name="at")),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="TaxName",
            fields=[
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("SALES_10", "Taxable sales, 10 %"),
                            ("SALES_RETURN_10", "Taxable sales returned, 10 %"),
                            ("PURCHASE_10", "Taxable purchases, 10 %"),
                            ("PURCHASE_EXEMPT", "Purchases without tax"),
                            ("OUTSIDE", "Outside the tax"),
                        ],
                        max_length=20,
                        primary_key=True,
                        serialize=False,
                        verbose_name="code",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("rate_percent", models.PositiveSmallIntegerField(verbose_name="rate (per cent)")),
                ("name_ja", models.CharField(max_length=60, verbose_name="name (Japanese)")),
                ("name_en", models.CharField(max_length=60, verbose_name="name (English)")),
                (
                    "yayoi_name",
                    models.CharField(max_length=60, verbose_name="tax category in Yayoi"),
                ),
                (
                    "moneyforward_name",
                    models.CharField(max_length=60, verbose_name="tax category in Money Forward"),
                ),
                (
                    "freee_name",
                    models.CharField(max_length=60, verbose_name="tax category in freee"),
                ),
            ],
            options={
                "verbose_name": "tax category",
                "verbose_name_plural": "tax categories",
                "default_permissions": ("view", "change"),
            },
        ),
        migrations.AlterField(
            model_name="feeevent",
            name="step",
            field=models.CharField(
                choices=[
                    ("WAIVE", "Waive the fee"),
                    ("RECORD_OFFLINE_PAYMENT", "Record an offline payment"),
                    ("REFUND", "Refund"),
                    ("RECORD_OFFLINE_REFUND", "Record a refund sent by hand"),
                    ("RESOLVE_SUSPENSE", "Decide about money that does not match"),
                ],
                max_length=24,
                verbose_name="step",
            ),
        ),
        migrations.CreateModel(
            name="AccountingPeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField(unique=True, verbose_name="month")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("OPEN", "Open"),
                            ("CLOSED", "Closed"),
                            ("REOPENING", "Waits for a second person"),
                        ],
                        db_default="OPEN",
                        default="OPEN",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "closed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="closed at"),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="closed by",
                    ),
                ),
                (
                    "reopened_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reopened by",
                    ),
                ),
                (
                    "reopening_asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reopening asked by",
                    ),
                ),
            ],
            options={
                "verbose_name": "accounting month",
                "verbose_name_plural": "accounting months",
                "permissions": [
                    ("close_period", "Can close an accounting month"),
                    ("reopen_period", "Can reopen an accounting month, with a second person"),
                ],
                "default_permissions": ("view",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1)), name="a_month_is_its_first_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", True),
                                ("closed_by__isnull", True),
                                ("status", "OPEN"),
                            ),
                            models.Q(
                                models.Q(("status", "OPEN"), _negated=True),
                                ("closed_at__isnull", False),
                                ("closed_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="month_closed_iff_closed_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "REOPENING"), _negated=True),
                            ("reopening_asked_by__isnull", False),
                            _connector="OR",
                        ),
                        name="somebody_asked_for_the_reopening",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reopened_by__isnull", True),
                            models.Q(
                                ("reopening_asked_by__isnull", False),
                                models.Q(
                                    ("reopened_by", models.F("reopening_asked_by")), _negated=True
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="a_month_is_reopened_by_two_people",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAccount",
            fields=[
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("CLEARING", "Receivable from Stripe"),
                            ("BANK", "Bank account"),
                            ("POSTAL_ORDERS", "Postal money orders"),
                            ("DISPUTED", "Money held in disputes"),
                            ("DEPOSITS", "Deposits to return"),
                            ("SUSPENSE", "Suspense"),
                            ("FEE_INCOME", "Fees received"),
                            ("STRIPE_FEES", "Stripe's fees"),
                            ("DISPUTE_LOSS", "Losses by disputes"),
                        ],
                        db_index=True,
                        max_length=20,
                        verbose_name="code",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ASSET", "Asset"),
                            ("LIABILITY", "Liability"),
                            ("INCOME", "Income"),
                            ("EXPENSE", "Expense"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("name_ja", models.CharField(max_length=60, verbose_name="name (Japanese)")),
                ("name_en", models.CharField(max_length=60, verbose_name="name (English)")),
                ("yayoi_name", models.CharField(max_length=60, verbose_name="account in Yayoi")),
                (
                    "yayoi_sub",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="subsidiary account in Yayoi"
                    ),
                ),
                (
                    "moneyforward_name",
                    models.CharField(max_length=60, verbose_name="account in Money Forward"),
                ),
                (
                    "moneyforward_sub",
                    models.CharField(
                        blank=True,
                        max_length=60,
                        verbose_name="subsidiary account in Money Forward",
                    ),
                ),
                ("freee_name", models.CharField(max_length=60, verbose_name="account in freee")),
                (
                    "freee_sub",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="subsidiary account in freee"
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical account",
                "verbose_name_plural": "historical chart of accounts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalTaxName",
            fields=[
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("SALES_10", "Taxable sales, 10 %"),
                            ("SALES_RETURN_10", "Taxable sales returned, 10 %"),
                            ("PURCHASE_10", "Taxable purchases, 10 %"),
                            ("PURCHASE_EXEMPT", "Purchases without tax"),
                            ("OUTSIDE", "Outside the tax"),
                        ],
                        db_index=True,
                        max_length=20,
                        verbose_name="code",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("rate_percent", models.PositiveSmallIntegerField(verbose_name="rate (per cent)")),
                ("name_ja", models.CharField(max_length=60, verbose_name="name (Japanese)")),
                ("name_en", models.CharField(max_length=60, verbose_name="name (English)")),
                (
                    "yayoi_name",
                    models.CharField(max_length=60, verbose_name="tax category in Yayoi"),
                ),
                (
                    "moneyforward_name",
                    models.CharField(max_length=60, verbose_name="tax category in Money Forward"),
                ),
                (
                    "freee_name",
                    models.CharField(max_length=60, verbose_name="tax category in freee"),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical tax category",
                "verbose_name_plural": "historical tax categories",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="JournalEntry",
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
                ("key", models.CharField(max_length=120, unique=True, verbose_name="ledger key")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("PAYMENT", "Payment"),
                            ("OVERPAYMENT", "Paid twice"),
                            ("SUSPENSE", "Money that does not match"),
                            ("SUSPENSE_RESOLVED", "Suspense resolved"),
                            ("REFUND", "Refund"),
                            ("DISPUTE", "Money taken by a dispute"),
                            ("DISPUTE_LOST", "Dispute lost"),
                            ("STRIPE_FEE", "Stripe's fee"),
                            ("PAYOUT", "Payout to the bank"),
                            ("PAYOUT_FAILED", "Payout that failed"),
                            ("TRANSFER", "Postal money orders cashed"),
                            ("REVERSAL", "Reversal"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("booked_on", models.DateField(verbose_name="booked on")),
                ("fact_on", models.DateField(verbose_name="date of the fact")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("actor_name", models.CharField(blank=True, max_length=80)),
                ("line_count", models.PositiveSmallIntegerField()),
                ("total", models.PositiveIntegerField(verbose_name="amount (yen)")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "fee",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="dsr_fees.fee",
                        verbose_name="fee",
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="dsr_fees.journalentry",
                        verbose_name="reverses",
                    ),
                ),
            ],
            options={
                "verbose_name": "journal entry",
                "verbose_name_plural": "journal",
                "abstract": False,
                "default_permissions": ("view",),
                "permissions": [("resolve_suspense", "Can decide about money that does not match")],
                "indexes": [
                    models.Index(fields=["-booked_on", "-id"], name="entry_newest"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("chain", "sequence"), name="entry_numbered_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("total__gt", 0)), name="an_entry_moves_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("line_count__gte", 2)), name="an_entry_has_two_sides"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fact_on__lte", models.F("booked_on"))),
                        name="booked_when_it_happened_or_later",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "REVERSAL"), ("reverses__isnull", False)),
                            models.Q(
                                models.Q(("kind", "REVERSAL"), _negated=True),
                                ("reverses__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="a_reversal_names_what_it_reverses",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JournalLine",
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
                ("position", models.PositiveSmallIntegerField()),
                ("booked_on", models.DateField()),
                ("debit", models.PositiveIntegerField(verbose_name="debit")),
                ("credit", models.PositiveIntegerField(verbose_name="credit")),
                (
                    "tax",
                    models.CharField(
                        choices=[
                            ("SALES_10", "Taxable sales, 10 %"),
                            ("SALES_RETURN_10", "Taxable sales returned, 10 %"),
                            ("PURCHASE_10", "Taxable purchases, 10 %"),
                            ("PURCHASE_EXEMPT", "Purchases without tax"),
                            ("OUTSIDE", "Outside the tax"),
                        ],
                        max_length=20,
                        verbose_name="tax category",
                    ),
                ),
                (
                    "tax_amount",
                    models.PositiveIntegerField(default=0, verbose_name="tax inside (yen)"),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dsr_fees.account",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="dsr_fees.journalentry",
                    ),
                ),
            ],
            options={
                "verbose_name": "journal line",
                "verbose_name_plural": "journal lines",
                "abstract": False,
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(
                        fields=["account", "booked_on"],
                        include=("debit", "credit"),
                        name="line_balance",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("chain", "sequence"), name="line_numbered_once"
                    ),
                    models.UniqueConstraint(
                        fields=("entry", "position"), name="a_line_has_its_place"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("credit", 0), ("debit__gt", 0)),
                            models.Q(("credit__gt", 0), ("debit", 0)),
                            _connector="OR",
                        ),
                        name="debit_or_credit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "tax_amount__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("debit"), "+", models.F("credit")
                                ),
                            )
                        ),
                        name="tax_is_inside",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PeriodEvent",
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
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("CLOSE", "Close the month"),
                            ("ASK_REOPENING", "Ask to reopen the month"),
                            ("REOPEN", "Reopen the month"),
                            ("KEEP_CLOSED", "Keep the month closed"),
                        ],
                        max_length=20,
                        verbose_name="step",
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="dsr_fees.accountingperiod",
                    ),
                ),
                (
                    "reason",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dsr_fees.periodnote",
                    ),
                ),
            ],
            options={
                "verbose_name": "event of an accounting month",
                "verbose_name_plural": "events of accounting months",
                "abstract": False,
                "default_permissions": ("view",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("chain", "sequence"), name="period_event_numbered_once"
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            "\n".join(map(ledger_sql.protect, LEDGERS)),
            "\n".join(map(ledger_sql.unprotect, LEDGERS)),
        ),
        migrations.RunSQL(journal_sql.FUNCTIONS + journal_sql.TRIGGERS, journal_sql.DROP),
        migrations.RunPython(seed, refuse_to_lose_books),
    ]

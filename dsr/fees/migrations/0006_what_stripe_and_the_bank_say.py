import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("dsr_fees", "0005_the_books"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReconciliationRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="started at")),
                ("finished_at", models.DateTimeField(verbose_name="finished at")),
                ("compared", models.PositiveIntegerField(verbose_name="movements compared")),
                ("matched", models.PositiveIntegerField(verbose_name="payouts matched")),
                ("found", models.PositiveIntegerField(verbose_name="new breaks")),
                ("returned", models.PositiveIntegerField(verbose_name="breaks that came back")),
                ("gone", models.PositiveIntegerField(verbose_name="breaks that went")),
            ],
            options={
                "verbose_name": "reconciliation run",
                "verbose_name_plural": "reconciliation runs",
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="StripeDispute",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stripe_id",
                    models.CharField(max_length=100, unique=True, verbose_name="Stripe's id"),
                ),
                ("status", models.CharField(max_length=30, verbose_name="status")),
                ("reason", models.CharField(blank=True, max_length=60, verbose_name="reason")),
                ("amount", models.BigIntegerField(verbose_name="amount (yen)")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("livemode", models.BooleanField(default=False)),
                ("charge_id", models.CharField(blank=True, max_length=100)),
                ("payment_intent_id", models.CharField(blank=True, max_length=100)),
                (
                    "evidence_due_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="answer due"),
                ),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("pulled_at", models.DateTimeField(verbose_name="read at")),
            ],
            options={
                "verbose_name": "dispute at Stripe",
                "verbose_name_plural": "disputes at Stripe",
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="StripeRefund",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stripe_id",
                    models.CharField(max_length=100, unique=True, verbose_name="Stripe's id"),
                ),
                ("status", models.CharField(max_length=20, verbose_name="status")),
                ("amount", models.BigIntegerField(verbose_name="amount (yen)")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("charge_id", models.CharField(blank=True, max_length=100)),
                ("payment_intent_id", models.CharField(blank=True, max_length=100)),
                (
                    "failure_code",
                    models.CharField(blank=True, max_length=100, verbose_name="failure"),
                ),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("pulled_at", models.DateTimeField(verbose_name="read at")),
            ],
            options={
                "verbose_name": "refund at Stripe",
                "verbose_name_plural": "refunds at Stripe",
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="BankImport",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("PREVIEW", "Shown, not yet imported"),
                            ("IMPORTED", "Imported"),
                            ("DISCARDED", "Discarded"),
                        ],
                        default="PREVIEW",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        choices=[
                            ("ZENGIN", "Zengin records (200 bytes)"),
                            ("COLUMNS", "CSV with columns"),
                        ],
                        max_length=10,
                        verbose_name="format",
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("rows", models.JSONField(default=list)),
                (
                    "others",
                    models.PositiveIntegerField(
                        default=0, verbose_name="lines of other payers, not kept"
                    ),
                ),
                ("first_on", models.DateField(verbose_name="first day")),
                ("last_on", models.DateField(verbose_name="last day")),
                ("uploaded_at", models.DateTimeField(verbose_name="uploaded at")),
                (
                    "ended_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="imported or discarded at"
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "bank statement",
                "verbose_name_plural": "bank statements",
                "permissions": [("import_bank_statement", "Can import bank statements")],
                "default_permissions": ("view",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("status", "PREVIEW")),
                            models.Q(
                                models.Q(("status", "PREVIEW"), _negated=True),
                                ("ended_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="a_bank_import_ended_iff_ended_at",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Payout",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stripe_id",
                    models.CharField(max_length=100, unique=True, verbose_name="Stripe's id"),
                ),
                ("status", models.CharField(max_length=20, verbose_name="status")),
                ("amount", models.BigIntegerField(verbose_name="amount (yen)")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("livemode", models.BooleanField(default=False)),
                ("automatic", models.BooleanField(default=True)),
                ("reconciled", models.BooleanField(default=False, verbose_name="lines are final")),
                ("lines_read", models.BooleanField(default=False, verbose_name="lines were read")),
                ("balance_transaction_stripe_id", models.CharField(blank=True, max_length=100)),
                (
                    "failure_balance_transaction_stripe_id",
                    models.CharField(blank=True, max_length=100),
                ),
                (
                    "failure_code",
                    models.CharField(blank=True, max_length=100, verbose_name="failure"),
                ),
                ("arrival_on", models.DateField(verbose_name="arrives on")),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                (
                    "source",
                    models.CharField(
                        choices=[("STRIPE", "Stripe"), ("REPORT", "Itemised report")],
                        max_length=10,
                        verbose_name="read from",
                    ),
                ),
                ("pulled_at", models.DateTimeField(verbose_name="read at")),
            ],
            options={
                "verbose_name": "payout",
                "verbose_name_plural": "payouts",
                "default_permissions": ("view",),
                "indexes": [models.Index(fields=["-created_at", "-id"], name="payout_newest")],
            },
        ),
        migrations.CreateModel(
            name="BankLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line_number", models.PositiveIntegerField(verbose_name="line")),
                ("booked_on", models.DateField(verbose_name="booked on")),
                ("amount", models.BigIntegerField(verbose_name="amount (yen)")),
                (
                    "words",
                    models.CharField(blank=True, max_length=200, verbose_name="words of the bank"),
                ),
                (
                    "balance",
                    models.BigIntegerField(blank=True, null=True, verbose_name="balance (yen)"),
                ),
                ("fingerprint", models.CharField(max_length=64, unique=True)),
                (
                    "matched_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="matched at"),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="dsr_fees.bankimport",
                    ),
                ),
                (
                    "payout",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_line",
                        to="dsr_fees.payout",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of a bank statement",
                "verbose_name_plural": "lines of bank statements",
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(fields=["booked_on", "amount"], name="bank_line_day_and_amount"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="a_bank_line_brought_money"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("matched_at__isnull", True), ("payout__isnull", True)),
                            models.Q(("matched_at__isnull", False), ("payout__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_bank_line_matched_iff_matched_at",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BalanceTransaction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stripe_id",
                    models.CharField(max_length=100, unique=True, verbose_name="Stripe's id"),
                ),
                ("type", models.CharField(max_length=60, verbose_name="type")),
                (
                    "category",
                    models.CharField(blank=True, max_length=60, verbose_name="reporting category"),
                ),
                ("amount", models.BigIntegerField(verbose_name="amount (yen)")),
                ("fee", models.BigIntegerField(verbose_name="Stripe's fee (yen)")),
                ("fee_tax", models.BigIntegerField(default=0, verbose_name="tax in the fee (yen)")),
                ("net", models.BigIntegerField(verbose_name="net (yen)")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("status", models.CharField(max_length=20, verbose_name="status")),
                (
                    "cause_id",
                    models.CharField(
                        blank=True, db_index=True, max_length=100, verbose_name="caused by"
                    ),
                ),
                ("created_at", models.DateTimeField(db_index=True, verbose_name="created at")),
                ("available_at", models.DateTimeField(verbose_name="available at")),
                (
                    "source",
                    models.CharField(
                        choices=[("STRIPE", "Stripe"), ("REPORT", "Itemised report")],
                        max_length=10,
                        verbose_name="read from",
                    ),
                ),
                ("pulled_at", models.DateTimeField(verbose_name="read at")),
                (
                    "payout",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="dsr_fees.payout",
                    ),
                ),
            ],
            options={
                "verbose_name": "balance transaction",
                "verbose_name_plural": "balance transactions",
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="ReconciliationBreak",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=20, unique=True, verbose_name="break")),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("PAID_NOT_IN_STRIPE", "Paid here, not at Stripe"),
                            ("IN_STRIPE_NOT_IN_PORTAL", "Paid at Stripe, not here"),
                            ("AMOUNT_MISMATCH", "Amounts differ"),
                            ("CURRENCY", "Not in yen"),
                            ("DUPLICATE_PAYMENT", "Paid twice, not yet returned"),
                            ("REFUND_UNKNOWN", "Refund we do not know"),
                            ("REFUND_FAILED", "Refund failed"),
                            ("DISPUTE_OPEN", "Dispute is open"),
                            ("FEE_UNEXPECTED", "Stripe's fee is not as told"),
                            ("PAYOUT_SUM", "Lines do not add up to the payout"),
                            ("PAYOUT_NO_BANK", "Payout did not reach the bank"),
                            ("BANK_NO_PAYOUT", "Bank line without a payout"),
                            ("BALANCE_TXN_MISSING", "Stripe has not booked the payment"),
                            ("LIVEMODE", "Test money among real, or the reverse"),
                        ],
                        max_length=24,
                        verbose_name="type",
                    ),
                ),
                ("key", models.CharField(max_length=120)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("OPEN", "Open"),
                            ("RESOLVED", "Resolved"),
                            ("GONE", "No longer found"),
                        ],
                        default="OPEN",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("about", models.CharField(max_length=120, verbose_name="about")),
                (
                    "expected",
                    models.BigIntegerField(blank=True, null=True, verbose_name="expected (yen)"),
                ),
                (
                    "found",
                    models.BigIntegerField(blank=True, null=True, verbose_name="found (yen)"),
                ),
                ("happened_on", models.DateField(verbose_name="day")),
                ("opened_at", models.DateTimeField(verbose_name="found at")),
                (
                    "resolution",
                    models.CharField(blank=True, max_length=1000, verbose_name="resolution"),
                ),
                (
                    "ended_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="resolved or gone at"),
                ),
                (
                    "fee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="breaks",
                        to="dsr_fees.fee",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
            ],
            options={
                "verbose_name": "break",
                "verbose_name_plural": "breaks",
                "permissions": [("handle_break", "Can assign, note and resolve breaks")],
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "OPEN")),
                        fields=["happened_on"],
                        name="breaks_open",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("type", "key"), name="a_break_is_known_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("status", "OPEN")),
                            models.Q(
                                models.Q(("status", "OPEN"), _negated=True),
                                ("ended_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="a_break_ended_iff_ended_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "RESOLVED"), _negated=True),
                            ("resolution__gt", ""),
                            _connector="OR",
                        ),
                        name="a_resolved_break_says_how",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BreakEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("FOUND", "Found"),
                            ("ASSIGN", "Assigned"),
                            ("NOTE", "Note"),
                            ("RESOLVE", "Resolved"),
                            ("GONE", "No longer found"),
                            ("BACK", "Found again"),
                        ],
                        max_length=10,
                        verbose_name="step",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=1000, verbose_name="note")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "broken",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="dsr_fees.reconciliationbreak",
                    ),
                ),
            ],
            options={
                "verbose_name": "event of a break",
                "verbose_name_plural": "events of breaks",
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="StripePull",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("BALANCE", "Balance transactions"),
                            ("PAYOUTS", "Payouts"),
                            ("REFUNDS", "Refunds"),
                            ("DISPUTES", "Disputes"),
                        ],
                        max_length=12,
                        unique=True,
                        verbose_name="list",
                    ),
                ),
                (
                    "covered_since",
                    models.DateTimeField(blank=True, null=True, verbose_name="read from"),
                ),
                (
                    "covered_until",
                    models.DateTimeField(blank=True, null=True, verbose_name="read until"),
                ),
                ("window_since", models.DateTimeField(blank=True, null=True)),
                ("window_until", models.DateTimeField(blank=True, null=True)),
                ("cursor", models.CharField(blank=True, max_length=100)),
                ("pages", models.PositiveIntegerField(default=0, verbose_name="pages")),
                ("rows", models.PositiveIntegerField(default=0, verbose_name="rows")),
                (
                    "started_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="started at"),
                ),
                (
                    "advanced_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="went on at"),
                ),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="finished at"),
                ),
                ("failure", models.CharField(blank=True, max_length=100, verbose_name="failure")),
            ],
            options={
                "verbose_name": "reading from Stripe",
                "verbose_name_plural": "reading from Stripe",
                "permissions": [("pull_from_stripe", "Can read Stripe's lists and reconcile now")],
                "default_permissions": ("view",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("cursor", ""),
                                ("window_since__isnull", True),
                                ("window_until__isnull", True),
                            ),
                            ("window_since__lt", models.F("window_until")),
                            _connector="OR",
                        ),
                        name="an_open_pull_has_a_window",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("covered_since__isnull", True), ("covered_until__isnull", True)
                            ),
                            ("covered_since__lt", models.F("covered_until")),
                            _connector="OR",
                        ),
                        name="what_was_pulled_has_both_ends",
                    ),
                ],
            },
        ),
    ]

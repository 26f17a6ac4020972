import uuid

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Above a set sum a refund is proposed by one person and approved by another."""

    dependencies = [
        ("dsr_fees", "0007_exports_and_the_register_of_receipts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="feeevent",
            name="step",
            field=models.CharField(
                choices=[
                    ("WAIVE", "Waive the fee"),
                    ("RECORD_OFFLINE_PAYMENT", "Record an offline payment"),
                    ("REFUND", "Refund"),
                    ("RECORD_OFFLINE_REFUND", "Record a refund sent by hand"),
                    ("PROPOSE_REFUND", "Propose a refund"),
                    ("APPROVE_REFUND", "Approve a proposed refund"),
                    ("DECLINE_REFUND", "Decline a proposed refund"),
                    ("RESOLVE_SUSPENSE", "Decide about money that does not match"),
                ],
                max_length=24,
                verbose_name="step",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalRefundLimit",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "alone_up_to",
                    models.PositiveIntegerField(
                        default=1000, verbose_name="one person alone, up to (yen)"
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
                "verbose_name": "historical limit of refunds",
                "verbose_name_plural": "historical limit of refunds",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="RefundLimit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "alone_up_to",
                    models.PositiveIntegerField(
                        default=1000, verbose_name="one person alone, up to (yen)"
                    ),
                ),
            ],
            options={
                "verbose_name": "limit of refunds",
                "verbose_name_plural": "limit of refunds",
                "default_permissions": ("view", "change"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="there_is_one_refund_limit"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RefundProposal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("amount", models.PositiveIntegerField(verbose_name="amount (yen)")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("WAITING", "Waits for a second person"),
                            ("APPROVED", "Approved"),
                            ("DECLINED", "Declined"),
                        ],
                        default="WAITING",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("proposed_at", models.DateTimeField(verbose_name="proposed at")),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="decided at"),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="dsr_fees.payment",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "refund",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposal",
                        to="dsr_fees.refund",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposed refund",
                "verbose_name_plural": "proposed refunds",
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "WAITING")),
                        fields=("payment",),
                        name="a_payment_waits_for_one_decision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("status", "WAITING"),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("status__in", ["APPROVED", "DECLINED"]),
                            ),
                            _connector="OR",
                        ),
                        name="proposal_decided_iff_decided_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "APPROVED"), _negated=True),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="who_proposes_does_not_approve",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("refund__isnull", False), ("status", "APPROVED")),
                            models.Q(
                                models.Q(("status", "APPROVED"), _negated=True),
                                ("refund__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="approved_iff_refunded",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="a_proposal_returns_something"
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            "INSERT INTO dsr_fees_refundlimit (id, alone_up_to) VALUES (1, 1000)",
            "DELETE FROM dsr_fees_refundlimit",
        ),
    ]

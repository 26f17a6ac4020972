import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from consent.domain import changes_sql


class Migration(migrations.Migration):
    """What services follow: the feed of changes, webhooks, and answers kept for a day."""

    dependencies = [
        ("accounts", "0007_clients_of_the_interface"),
        ("consent", "0004_texts_stand_apart"),
        ("policies", "0002_ledger_and_immutable_versions"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConsentChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.BigIntegerField(null=True, verbose_name="position")),
                (
                    "acceptance",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="policies.policyacceptance",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="consent.consentevent",
                    ),
                ),
                (
                    "text",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="consent.consenttext",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of consent",
                "verbose_name_plural": "changes of consent",
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("position__isnull", True)),
                        fields=["id"],
                        name="consent_change_unnumbered",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("acceptance__isnull", True),
                                ("event__isnull", False),
                                ("text__isnull", True),
                            ),
                            models.Q(
                                ("acceptance__isnull", True),
                                ("event__isnull", True),
                                ("text__isnull", False),
                            ),
                            models.Q(
                                ("acceptance__isnull", False),
                                ("event__isnull", True),
                                ("text__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="a_change_is_of_one_thing",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("position__isnull", False)),
                        fields=("position",),
                        name="a_position_is_one_change",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RememberedAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=255)),
                ("request_digest", models.BinaryField(max_length=32)),
                ("answer", models.JSONField(null=True)),
                ("at", models.DateTimeField(db_index=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.apiclient",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("client", "key"), name="one_answer_per_key"),
                ],
            },
        ),
        migrations.CreateModel(
            name="WebhookEndpoint",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="service")),
                ("url", models.URLField(max_length=500, verbose_name="address")),
                ("secrets_sealed", models.BinaryField()),
                ("active", models.BooleanField(default=True, verbose_name="switched on")),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("changes", models.PositiveIntegerField(default=0)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="accounts.datakey"
                    ),
                ),
            ],
            options={
                "verbose_name": "webhook",
                "verbose_name_plural": "webhooks",
                "permissions": [("manage_webhooks", "Can manage webhooks")],
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="WebhookDelivery",
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
                            ("QUEUED", "Waiting"),
                            ("DELIVERED", "Delivered"),
                            ("FAILED", "Given up"),
                        ],
                        default="QUEUED",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("attempts", models.PositiveIntegerField(default=0, verbose_name="attempts")),
                (
                    "fault",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ADDRESS_INVALID", "The address is not one of a web interface."),
                            ("ADDRESS_REFUSED", "The address leads into an internal network."),
                            ("CERTIFICATE", "The certificate could not be trusted."),
                            ("REDIRECTED", "It sent us elsewhere, which we do not follow."),
                            ("REJECTED", "It did not accept the message."),
                            ("GONE", "It was taken down for good."),
                            ("SERVER_ERROR", "It reported an error of its own."),
                            ("TIMEOUT", "It did not answer in time."),
                            ("UNREACHABLE", "It could not be reached."),
                            ("SWITCHED_OFF", "The webhook was switched off."),
                        ],
                        max_length=20,
                        verbose_name="what went wrong",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("next_try_at", models.DateTimeField(null=True, verbose_name="next try")),
                ("delivered_at", models.DateTimeField(null=True, verbose_name="delivered at")),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="consent.consentchange",
                    ),
                ),
                (
                    "endpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="consent.webhookendpoint",
                        verbose_name="webhook",
                    ),
                ),
            ],
            options={
                "verbose_name": "webhook message",
                "verbose_name_plural": "webhook messages",
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(fields=["-created_at", "-id"], name="webhook_message_newest"),
                    models.Index(
                        condition=models.Q(("status", "QUEUED")),
                        fields=["next_try_at"],
                        name="webhook_message_waiting",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("endpoint", "change"), name="a_change_is_told_once_to_each"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("delivered_at__isnull", False), ("status", "DELIVERED")),
                            models.Q(
                                models.Q(("status", "DELIVERED"), _negated=True),
                                ("delivered_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="delivered_iff_delivered_at",
                    ),
                ],
            },
        ),
        migrations.RunSQL(changes_sql.FEED, changes_sql.NO_FEED),
    ]

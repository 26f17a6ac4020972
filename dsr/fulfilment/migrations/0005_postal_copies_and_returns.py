import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_codes_know_their_browser"),
        ("dsr_fulfilment", "0004_actions_stand_on_their_own"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PostalCopy",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[("PAPER", "Paper"), ("MEDIA", "Storage medium")],
                        max_length=10,
                        verbose_name="form",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("QUEUED", "Waiting to be built"),
                            ("BUILDING", "Being built"),
                            ("READY", "Ready"),
                            ("FAILED", "Failed"),
                        ],
                        default="QUEUED",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("pages", models.PositiveIntegerField(default=0, verbose_name="pages")),
                ("password_sealed", models.BinaryField(null=True)),
                (
                    "password_seen_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="password first shown at"
                    ),
                ),
                (
                    "taken_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="fetched at"),
                ),
                ("failure", models.CharField(blank=True, max_length=200, verbose_name="failure")),
                ("queued_at", models.DateTimeField(verbose_name="queued at")),
                ("built_at", models.DateTimeField(blank=True, null=True, verbose_name="built at")),
                (
                    "superseded_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="superseded at"),
                ),
            ],
            options={
                "verbose_name": "copy for posting",
                "verbose_name_plural": "copies for posting",
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("built_at__isnull", False), ("status", "READY")),
                            models.Q(
                                models.Q(("status", "READY"), _negated=True),
                                ("built_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="a_postal_copy_is_ready_iff_built",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("form", "MEDIA"), ("status", "READY"), _negated=True),
                            ("password_sealed__isnull", False),
                            _connector="OR",
                        ),
                        name="a_medium_has_a_password",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PostalFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("pages", models.PositiveIntegerField(default=0, verbose_name="pages")),
            ],
            options={
                "verbose_name": "file for posting",
                "verbose_name_plural": "files for posting",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ReturnedPosting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("postal_method", models.CharField(max_length=15, verbose_name="postal method")),
                (
                    "tracking_number",
                    models.CharField(blank=True, max_length=40, verbose_name="tracking number"),
                ),
                ("posted_on", models.DateField(verbose_name="posted on")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("ADDRESS_UNKNOWN", "Unknown at the address"),
                            ("NOT_COLLECTED", "Not collected in time"),
                            ("REFUSED", "Refused"),
                            ("OTHER", "Another reason"),
                        ],
                        max_length=15,
                        verbose_name="why it came back",
                    ),
                ),
                ("returned_on", models.DateField(verbose_name="came back on")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
            ],
            options={
                "verbose_name": "returned posting",
                "verbose_name_plural": "returned postings",
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("returned_on__gte", models.F("posted_on"))),
                        name="nothing_comes_back_before_it_was_posted",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="delivery",
            name="arrived_on",
            field=models.DateField(blank=True, null=True, verbose_name="arrived on"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("arrived_on__isnull", True),
                    ("arrived_on__gte", models.F("posted_on")),
                    _connector="OR",
                ),
                name="arrived_after_it_was_posted",
            ),
        ),
        migrations.AddField(
            model_name="postalcopy",
            name="delivery",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="postal_copies",
                to="dsr_fulfilment.delivery",
            ),
        ),
        migrations.AddField(
            model_name="postalcopy",
            name="taken_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="postalfile",
            name="copy",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="files",
                to="dsr_fulfilment.postalcopy",
            ),
        ),
        migrations.AddField(
            model_name="postalfile",
            name="file",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.storedfile",
            ),
        ),
        migrations.AddField(
            model_name="returnedposting",
            name="delivery",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="returned_postings",
                to="dsr_fulfilment.delivery",
            ),
        ),
        migrations.AddField(
            model_name="returnedposting",
            name="posted_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="returnedposting",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="postalcopy",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at__isnull", True)),
                fields=("delivery",),
                name="one_current_postal_copy_per_delivery",
            ),
        ),
        migrations.AddConstraint(
            model_name="postalcopy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("taken_at__isnull", True), ("taken_by__isnull", True)),
                    models.Q(
                        ("form", "MEDIA"), ("taken_at__isnull", False), ("taken_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="only_a_medium_is_fetched_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="postalfile",
            constraint=models.UniqueConstraint(
                fields=("copy", "position"), name="one_postal_file_a_position"
            ),
        ),
    ]

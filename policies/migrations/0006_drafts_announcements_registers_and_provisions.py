import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

ANNOUNCED_BEFORE = """
ALTER TABLE policies_policyversion ADD CONSTRAINT announced_before_effective
    CHECK ((announced_at AT TIME ZONE 'Asia/Tokyo')::date < effective_from)
"""
ANY_ORDER = "ALTER TABLE policies_policyversion DROP CONSTRAINT announced_before_effective"


class Migration(migrations.Migration):
    """Policies are drafted, announced and accepted; registers of Art 32(1); records of Art 29."""

    dependencies = [
        ("accounts", "0007_clients_of_the_interface"),
        ("policies", "0005_new_requests_may_be_given_automatically"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Country",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(max_length=2, unique=True, verbose_name="code (two letters)"),
                ),
                ("name_ja", models.CharField(max_length=120, verbose_name="name (Japanese)")),
                ("name_en", models.CharField(max_length=120, verbose_name="name (English)")),
                (
                    "regime_ja",
                    models.TextField(
                        blank=True, verbose_name="protection of personal data there (Japanese)"
                    ),
                ),
                (
                    "regime_en",
                    models.TextField(
                        blank=True, verbose_name="protection of personal data there (English)"
                    ),
                ),
                (
                    "safeguards_ja",
                    models.TextField(blank=True, verbose_name="what we do about it (Japanese)"),
                ),
                (
                    "safeguards_en",
                    models.TextField(blank=True, verbose_name="what we do about it (English)"),
                ),
            ],
            options={
                "verbose_name": "country",
                "verbose_name_plural": "countries",
                "default_permissions": ("view", "add", "change"),
            },
        ),
        migrations.AddField(
            model_name="historicalrecipient",
            name="address_en",
            field=models.CharField(blank=True, max_length=200, verbose_name="address (English)"),
        ),
        migrations.AddField(
            model_name="historicalrecipient",
            name="address_ja",
            field=models.CharField(blank=True, max_length=200, verbose_name="address (Japanese)"),
        ),
        migrations.AddField(
            model_name="historicalrecipient",
            name="representative_en",
            field=models.CharField(
                blank=True, max_length=120, verbose_name="representative (English)"
            ),
        ),
        migrations.AddField(
            model_name="historicalrecipient",
            name="representative_ja",
            field=models.CharField(
                blank=True, max_length=120, verbose_name="representative (Japanese)"
            ),
        ),
        migrations.AddField(
            model_name="policyacceptance",
            name="language",
            field=models.CharField(max_length=5, null=True, verbose_name="language"),
        ),
        migrations.AddField(
            model_name="policyacceptance",
            name="text_sha256",
            field=models.CharField(max_length=64, null=True),
        ),
        migrations.AddField(
            model_name="policyversion",
            name="consent_triggers",
            field=models.JSONField(blank=True, default=list, verbose_name="why consent is needed"),
        ),
        migrations.AddField(
            model_name="policyversion",
            name="document",
            field=models.CharField(
                choices=[("PRIVACY_POLICY", "Privacy policy"), ("TERMS", "Terms of service")],
                default="PRIVACY_POLICY",
                max_length=20,
                verbose_name="document",
            ),
        ),
        migrations.AddField(
            model_name="policyversion",
            name="introduces",
            field=models.JSONField(blank=True, default=list, verbose_name="what is new"),
        ),
        migrations.AddField(
            model_name="policyversion",
            name="published_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="published by",
            ),
        ),
        migrations.AddField(
            model_name="recipient",
            name="address_en",
            field=models.CharField(blank=True, max_length=200, verbose_name="address (English)"),
        ),
        migrations.AddField(
            model_name="recipient",
            name="address_ja",
            field=models.CharField(blank=True, max_length=200, verbose_name="address (Japanese)"),
        ),
        migrations.AddField(
            model_name="recipient",
            name="representative_en",
            field=models.CharField(
                blank=True, max_length=120, verbose_name="representative (English)"
            ),
        ),
        migrations.AddField(
            model_name="recipient",
            name="representative_ja",
            field=models.CharField(
                blank=True, max_length=120, verbose_name="representative (Japanese)"
            ),
        ),
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
                ],
                max_length=20,
                verbose_name="what",
            ),
        ),
        migrations.AddField(
            model_name="historicalprocessor",
            name="country",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="policies.country",
                verbose_name="country where it handles data",
            ),
        ),
        migrations.AddField(
            model_name="historicalrecipient",
            name="country",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="policies.country",
                verbose_name="country where it handles data",
            ),
        ),
        migrations.AddField(
            model_name="processor",
            name="country",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="processors",
                to="policies.country",
                verbose_name="country where it handles data",
            ),
        ),
        migrations.AddField(
            model_name="recipient",
            name="country",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="recipients",
                to="policies.country",
                verbose_name="country where it handles data",
            ),
        ),
        migrations.CreateModel(
            name="ExternalTransmission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                (
                    "position",
                    models.PositiveSmallIntegerField(unique=True, verbose_name="position"),
                ),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("NECESSARY", "Needed for the service"),
                            ("ANALYTICS", "Measuring use"),
                            ("ADVERTISING", "Advertising"),
                            ("FUNCTIONAL", "Extra functions"),
                        ],
                        max_length=12,
                        verbose_name="group",
                    ),
                ),
                ("name_ja", models.CharField(max_length=120, verbose_name="service (Japanese)")),
                ("name_en", models.CharField(max_length=120, verbose_name="service (English)")),
                (
                    "recipient_ja",
                    models.CharField(max_length=120, verbose_name="sent to (Japanese)"),
                ),
                (
                    "recipient_en",
                    models.CharField(max_length=120, verbose_name="sent to (English)"),
                ),
                ("what_ja", models.TextField(verbose_name="what is sent (Japanese)")),
                ("what_en", models.TextField(verbose_name="what is sent (English)")),
                ("why_ja", models.TextField(verbose_name="why we use it (Japanese)")),
                ("why_en", models.TextField(verbose_name="why we use it (English)")),
                (
                    "their_use_ja",
                    models.TextField(verbose_name="what the recipient uses it for (Japanese)"),
                ),
                (
                    "their_use_en",
                    models.TextField(verbose_name="what the recipient uses it for (English)"),
                ),
                (
                    "opt_out_ja",
                    models.TextField(blank=True, verbose_name="how to opt out (Japanese)"),
                ),
                (
                    "opt_out_en",
                    models.TextField(blank=True, verbose_name="how to opt out (English)"),
                ),
                ("opt_out_url", models.URLField(blank=True, verbose_name="address of the opt-out")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "external transmission",
                "verbose_name_plural": "external transmissions",
                "default_permissions": ("view", "add", "change"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("group", "NECESSARY"),
                            models.Q(
                                models.Q(("opt_out_ja", ""), _negated=True),
                                models.Q(("opt_out_en", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="what_is_not_needed_can_be_stopped",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCountry",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        db_index=True, max_length=2, verbose_name="code (two letters)"
                    ),
                ),
                ("name_ja", models.CharField(max_length=120, verbose_name="name (Japanese)")),
                ("name_en", models.CharField(max_length=120, verbose_name="name (English)")),
                (
                    "regime_ja",
                    models.TextField(
                        blank=True, verbose_name="protection of personal data there (Japanese)"
                    ),
                ),
                (
                    "regime_en",
                    models.TextField(
                        blank=True, verbose_name="protection of personal data there (English)"
                    ),
                ),
                (
                    "safeguards_ja",
                    models.TextField(blank=True, verbose_name="what we do about it (Japanese)"),
                ),
                (
                    "safeguards_en",
                    models.TextField(blank=True, verbose_name="what we do about it (English)"),
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
                "verbose_name": "historical country",
                "verbose_name_plural": "historical countries",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalExternalTransmission",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                (
                    "position",
                    models.PositiveSmallIntegerField(db_index=True, verbose_name="position"),
                ),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("NECESSARY", "Needed for the service"),
                            ("ANALYTICS", "Measuring use"),
                            ("ADVERTISING", "Advertising"),
                            ("FUNCTIONAL", "Extra functions"),
                        ],
                        max_length=12,
                        verbose_name="group",
                    ),
                ),
                ("name_ja", models.CharField(max_length=120, verbose_name="service (Japanese)")),
                ("name_en", models.CharField(max_length=120, verbose_name="service (English)")),
                (
                    "recipient_ja",
                    models.CharField(max_length=120, verbose_name="sent to (Japanese)"),
                ),
                (
                    "recipient_en",
                    models.CharField(max_length=120, verbose_name="sent to (English)"),
                ),
                ("what_ja", models.TextField(verbose_name="what is sent (Japanese)")),
                ("what_en", models.TextField(verbose_name="what is sent (English)")),
                ("why_ja", models.TextField(verbose_name="why we use it (Japanese)")),
                ("why_en", models.TextField(verbose_name="why we use it (English)")),
                (
                    "their_use_ja",
                    models.TextField(verbose_name="what the recipient uses it for (Japanese)"),
                ),
                (
                    "their_use_en",
                    models.TextField(verbose_name="what the recipient uses it for (English)"),
                ),
                (
                    "opt_out_ja",
                    models.TextField(blank=True, verbose_name="how to opt out (Japanese)"),
                ),
                (
                    "opt_out_en",
                    models.TextField(blank=True, verbose_name="how to opt out (English)"),
                ),
                ("opt_out_url", models.URLField(blank=True, verbose_name="address of the opt-out")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
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
                "verbose_name": "historical external transmission",
                "verbose_name_plural": "historical external transmissions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="PolicyAnnouncement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("RUNNING", "Being sent"),
                            ("FINISHED", "Everybody was written to"),
                        ],
                        default="RUNNING",
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                ("total", models.PositiveIntegerField(verbose_name="people to write to")),
                ("done", models.PositiveIntegerField(default=0, verbose_name="written to")),
                ("last_user_id", models.BigIntegerField(default=0)),
                ("started_at", models.DateTimeField(verbose_name="started at")),
                ("last_batch_at", models.DateTimeField(verbose_name="last batch at")),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="finished at"),
                ),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="announcement",
                        to="policies.policyversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "policy announcement",
                "verbose_name_plural": "policy announcements",
                "default_permissions": ("view",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finished_at__isnull", False), ("status", "FINISHED")),
                            models.Q(("finished_at__isnull", True), ("status", "RUNNING")),
                            _connector="OR",
                        ),
                        name="finished_iff_finished_at",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PolicyDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "document",
                    models.CharField(
                        choices=[
                            ("PRIVACY_POLICY", "Privacy policy"),
                            ("TERMS", "Terms of service"),
                        ],
                        default="PRIVACY_POLICY",
                        max_length=20,
                        verbose_name="document",
                    ),
                ),
                ("number", models.CharField(max_length=20, verbose_name="version")),
                ("text_ja", models.TextField(verbose_name="text (Japanese)")),
                ("text_en", models.TextField(verbose_name="text (English)")),
                ("summary_ja", models.TextField(verbose_name="summary of changes (Japanese)")),
                ("summary_en", models.TextField(verbose_name="summary of changes (English)")),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("NOTICE_ONLY", "Notice only: governs everyone from its day"),
                            ("NEEDS_CONSENT", "Needs consent: governs only those who accept"),
                            ("MIXED", "Both: must be split in two"),
                        ],
                        max_length=13,
                        verbose_name="kind of revision",
                    ),
                ),
                (
                    "consent_triggers",
                    models.JSONField(
                        blank=True, default=list, verbose_name="why consent is needed"
                    ),
                ),
                (
                    "introduces",
                    models.JSONField(blank=True, default=list, verbose_name="what is new"),
                ),
                ("effective_from", models.DateField(verbose_name="effective from")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("DRAFTING", "Being written"),
                            ("SUBMITTED", "Waiting for a second person"),
                            ("PUBLISHED", "Published"),
                            ("DISCARDED", "Discarded"),
                        ],
                        default="DRAFTING",
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                (
                    "version",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draft",
                        to="policies.policyversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "policy draft",
                "verbose_name_plural": "policy drafts",
                "permissions": [("publish_policy", "Can publish policies")],
                "default_permissions": ("view", "add", "change"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "PUBLISHED"), ("version__isnull", False)),
                            models.Q(
                                models.Q(("status", "PUBLISHED"), _negated=True),
                                ("version__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="published_iff_version",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["DRAFTING", "SUBMITTED"])),
                        fields=("number",),
                        name="one_open_draft_per_number",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PolicyDraftEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("WROTE", "Wrote"),
                            ("SUBMITTED", "Handed to a second person"),
                            ("RETURNED", "Returned"),
                            ("PUBLISHED", "Published"),
                            ("SPLIT", "Split in two"),
                            ("DISCARDED", "Discarded"),
                        ],
                        max_length=9,
                        verbose_name="step",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                ("reason", models.CharField(blank=True, max_length=1000, verbose_name="reason")),
                ("sha256", models.CharField(max_length=64)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="policies.policydraft",
                    ),
                ),
            ],
            options={
                "verbose_name": "draft event",
                "verbose_name_plural": "draft events",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="PolicyNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "announcement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="policies.policyannouncement",
                    ),
                ),
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.outboxmessage",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "policy notice",
                "verbose_name_plural": "policy notices",
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("announcement", "user"), name="everybody_is_written_to_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProvisionBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=80, verbose_name="source")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("total", models.PositiveIntegerField(default=0, verbose_name="records")),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.datakey",
                    ),
                ),
            ],
            options={
                "verbose_name": "batch of provision records",
                "verbose_name_plural": "batches of provision records",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ProvisionRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=80, unique=True, verbose_name="record number")),
                (
                    "direction",
                    models.CharField(
                        choices=[
                            ("PROVIDED", "Provided to a third party (Art 29)"),
                            ("RECEIVED", "Received from a third party (Art 30)"),
                        ],
                        max_length=8,
                        verbose_name="direction",
                    ),
                ),
                ("provided_on", models.DateField(verbose_name="date of provision")),
                ("member_index", models.BinaryField(max_length=32)),
                ("member_sealed", models.BinaryField()),
                ("party_name", models.CharField(max_length=200, verbose_name="other party")),
                (
                    "party_address",
                    models.CharField(max_length=300, verbose_name="address of the other party"),
                ),
                (
                    "party_representative",
                    models.CharField(blank=True, max_length=120, verbose_name="representative"),
                ),
                ("items", models.CharField(max_length=500, verbose_name="items of data")),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("CONSENT", "The person's consent"),
                            ("OPT_OUT", "Opt-out procedure (Art 27(2))"),
                            ("OTHER", "Another basis"),
                        ],
                        max_length=7,
                        verbose_name="basis of provision",
                    ),
                ),
                (
                    "circumstances",
                    models.CharField(
                        blank=True, max_length=500, verbose_name="how they had acquired it"
                    ),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                ("keep_until", models.DateField(verbose_name="kept until")),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="policies.provisionbatch",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="provision_records",
                        to="policies.recipient",
                        verbose_name="recipient",
                    ),
                ),
            ],
            options={
                "verbose_name": "provision record",
                "verbose_name_plural": "provision records",
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(
                        fields=["member_index", "provided_on", "id"], name="provision_of_member"
                    ),
                    models.Index(fields=["keep_until"], name="provision_keep_until"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("direction", "PROVIDED"),
                            models.Q(("circumstances", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="received_says_how_it_was_acquired",
                    ),
                ],
            },
        ),
        migrations.RunSQL(ANNOUNCED_BEFORE, ANY_ORDER),
    ]

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dsr_cases", "0005_who_receives_the_answer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MessageTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                ("title_ja", models.CharField(max_length=80, verbose_name="title (Japanese)")),
                ("title_en", models.CharField(max_length=80, verbose_name="title (English)")),
                ("text_ja", models.TextField(verbose_name="text (Japanese)")),
                ("text_en", models.TextField(verbose_name="text (English)")),
                ("active", models.BooleanField(default=True, verbose_name="offered to staff")),
            ],
            options={
                "verbose_name": "message template",
                "verbose_name_plural": "message templates",
                "default_permissions": ("view", "add", "change"),
            },
        ),
        migrations.AddField(
            model_name="messageattachment",
            name="scanned",
            field=models.BooleanField(default=False, verbose_name="scanned for viruses"),
        ),
        migrations.CreateModel(
            name="HistoricalMessageTemplate",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                ("title_ja", models.CharField(max_length=80, verbose_name="title (Japanese)")),
                ("title_en", models.CharField(max_length=80, verbose_name="title (English)")),
                ("text_ja", models.TextField(verbose_name="text (Japanese)")),
                ("text_en", models.TextField(verbose_name="text (English)")),
                ("active", models.BooleanField(default=True, verbose_name="offered to staff")),
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
                "verbose_name": "historical message template",
                "verbose_name_plural": "historical message templates",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]

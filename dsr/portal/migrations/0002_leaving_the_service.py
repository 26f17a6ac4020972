import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Leaving the service leads to a request to erase."""

    dependencies = [
        ("dsr_portal", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("dsr_cases", "0001_initial"),
    ]
    operations = [
        migrations.CreateModel(
            name="Leaving",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("left_at", models.DateTimeField(verbose_name="left at")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leaving",
                        to="dsr_cases.case",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leavings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "leaving of the service",
                "verbose_name_plural": "leavings of the service",
                "default_permissions": (),
            },
        ),
    ]

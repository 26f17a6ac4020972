from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_proofs_of_actions"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="onetimecode",
            name="one_live_code_per_context",
        ),
        migrations.AddField(
            model_name="onetimecode",
            name="browser",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddField(
            model_name="onetimecode",
            name="network",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddConstraint(
            model_name="onetimecode",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at__isnull", True), ("used_at__isnull", True)),
                fields=("user", "purpose", "context", "browser"),
                name="one_live_code_per_context",
                nulls_distinct=False,
            ),
        ),
    ]

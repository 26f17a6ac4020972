import django.contrib.postgres.fields
from django.db import migrations, models

from policies.domain import register_records_sql

PURPOSES = register_records_sql.Kept(
    table="policies_datacategory",
    record="policies_datacategoryrecord",
    key="category_id",
    ties="purpose_ids",
    through=("policies_datacategory_purposes", "datacategory_id", "purposeofuse_id"),
)
PUBLISHED = ("policyversion", "policydraftevent", "feeschedulerow", "deadlinerule", "retentionrule")
NEVER_TRUNCATED = "".join(
    f"CREATE TRIGGER policies_{table}_never_truncated BEFORE TRUNCATE ON policies_{table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION policies_refuse_change();"
    for table in PUBLISHED
)
TRUNCATED = "".join(
    f"DROP TRIGGER IF EXISTS policies_{table}_never_truncated ON policies_{table};"
    for table in PUBLISHED
)


class Migration(migrations.Migration):
    """A receipt can say what data was used for when a person decided; nothing published goes."""

    dependencies = [("policies", "0009_what_happened_to_a_draft_stays")]
    operations = [
        migrations.CreateModel(
            name="DataCategoryRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("category_id", models.BigIntegerField()),
                (
                    "purpose_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
                ("begun_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["category_id", "id"], name="category_record_of_one")
                ],
            },
        ),
        migrations.RunSQL(
            register_records_sql.keep(PURPOSES), register_records_sql.forget(PURPOSES)
        ),
        migrations.RunSQL(NEVER_TRUNCATED, TRUNCATED),
    ]

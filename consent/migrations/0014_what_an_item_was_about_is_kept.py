import django.contrib.postgres.fields
from django.db import migrations, models

from policies.domain import register_records_sql

ITEMS = register_records_sql.Kept(
    table="consent_consentitem",
    record="consent_consentitemrecord",
    key="item_id",
    ties="category_ids",
    through=("consent_consentitem_categories", "consentitem_id", "datacategory_id"),
    facts=("recipient_id", "name_ja", "name_en", "prerequisite"),
)
NEVER_TRUNCATED = """
CREATE TRIGGER consent_consenttext_never_truncated BEFORE TRUNCATE ON consent_consenttext
    FOR EACH STATEMENT EXECUTE FUNCTION consent_refuse_change();
"""
TRUNCATED = """
DROP TRIGGER IF EXISTS consent_consenttext_never_truncated ON consent_consenttext;
"""


class Migration(migrations.Migration):
    """A receipt says what an item was about when the person decided; no published text goes."""

    dependencies = [
        ("consent", "0010_new_policies_are_told"),
        ("policies", "0012_what_categories_were_used_for_is_kept"),
    ]
    operations = [
        migrations.CreateModel(
            name="ConsentItemRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("item_id", models.BigIntegerField()),
                (
                    "category_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
                ("recipient_id", models.BigIntegerField(null=True)),
                ("name_ja", models.CharField(max_length=120)),
                ("name_en", models.CharField(max_length=120)),
                ("prerequisite", models.BooleanField()),
                ("begun_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["item_id", "id"], name="item_record_of_one")],
            },
        ),
        migrations.RunSQL(register_records_sql.keep(ITEMS), register_records_sql.forget(ITEMS)),
        migrations.RunSQL(NEVER_TRUNCATED, TRUNCATED),
    ]

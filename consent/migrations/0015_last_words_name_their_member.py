from django.db import migrations, models

from consent.domain import projection_sql


class Migration(migrations.Migration):
    """A check finds a member's last word by one probe of one index."""

    dependencies = [
        ("accounts", "0010_ledgers_take_numbered_rows"),
        ("consent", "0011_a_word_is_appended_in_one_statement"),
    ]
    operations = [
        migrations.AddField(
            "consentstate", "member_key", models.UUIDField(editable=False, null=True)
        ),
        migrations.RunSQL(projection_sql.NAME_MEMBERS, projection_sql.LEAVE_MEMBERS_OUT),
        migrations.AddConstraint(
            "consentstate",
            models.UniqueConstraint(
                fields=("member_key", "item"),
                include=("action", "text_version", "since"),
                name="one_last_word_per_member",
            ),
        ),
        *[
            migrations.AlterField(
                "consentstate",
                name,
                models.ForeignKey(
                    to=to, db_index=False, on_delete=models.PROTECT, related_name="+"
                ),
            )
            for name, to in (("subject", "accounts.datasubject"), ("item", "consent.consentitem"))
        ],
    ]

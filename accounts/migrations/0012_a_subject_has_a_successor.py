import django.db.models.deletion
from django.db import migrations, models

from accounts.domain import succession_sql


class Migration(migrations.Migration):
    """Who took the place of a data subject is kept: what ledgers hold of both is one person's."""

    dependencies = [("accounts", "0011_ledgers_number_rows_together")]
    operations = [
        migrations.AddField(
            "datasubject",
            "successor",
            models.ForeignKey(
                blank=True, db_constraint=False, db_index=False, editable=False, null=True,
                on_delete=django.db.models.deletion.PROTECT, related_name="former_subjects",
                to="accounts.datasubject",
            ),
        ),
        migrations.AddIndex(
            "datasubject",
            models.Index(
                condition=models.Q(successor__isnull=False), fields=["successor"],
                name="former_subjects",
            ),
        ),
        migrations.AddConstraint(
            "datasubject",
            models.CheckConstraint(
                condition=models.Q(successor__isnull=True)
                | models.Q(user__isnull=True, member_id_index__isnull=True),
                name="a_former_subject_is_nobodys",
            ),
        ),
        migrations.RunSQL(succession_sql.KEEP_PLACES, succession_sql.LEAVE_PLACES),
    ]  # fmt: skip

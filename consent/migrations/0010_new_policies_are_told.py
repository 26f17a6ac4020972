import django.db.models.deletion
from django.db import migrations, models

from consent.domain import changes_sql

NAME = "a_change_is_of_one_thing"
BEFORE = ("event", "text", "acceptance")
AFTER = (*BEFORE, "version")


def _one_of(things):
    condition = models.Q()
    for thing in things:
        condition |= models.Q(**{f"{name}__isnull": name != thing for name in things})
    return models.CheckConstraint(condition=condition, name=NAME)


class Migration(migrations.Migration):
    """The feed tells of new policies: what they bring is blocked for all who have not accepted."""

    dependencies = [
        ("consent", "0009_choices_on_the_website_end"),
        ("policies", "0007_acceptances_know_who_joined"),
    ]
    operations = [
        migrations.AddField(
            model_name="consentchange",
            name="version",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="policies.policyversion",
            ),
        ),
        migrations.RemoveConstraint(model_name="consentchange", name=NAME),
        migrations.AddConstraint(model_name="consentchange", constraint=_one_of(AFTER)),
        migrations.RunSQL(changes_sql.POLICIES, changes_sql.NO_POLICIES),
    ]

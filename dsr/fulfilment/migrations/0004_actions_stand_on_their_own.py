import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_proofs_of_actions"),
        ("dsr_cases", "0003_acting_authority_links_and_defects"),
        ("dsr_fulfilment", "0003_redactions"),
        ("policies", "0004_holders_are_told_by_a_route"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="actiontask", name="a_measure_is_taken_once_per_holder"
        ),
        migrations.AddField(
            model_name="actiontask",
            name="accepted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="actiontask",
            name="action",
            field=models.CharField(
                choices=[
                    ("CORRECT", "Correct"),
                    ("ADD", "Add"),
                    ("DELETE", "Delete an item"),
                    ("SUSPEND", "Suspend the use"),
                    ("ERASE", "Erase"),
                    ("ANONYMISE", "Make unidentifiable"),
                    ("STOP_PROVISION", "Stop the provision"),
                ],
                default=None,
                max_length=15,
                verbose_name="action",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="actiontask",
            name="category",
            field=models.ForeignKey(
                default=None,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="policies.datacategory",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="actiontask",
            name="detail_sealed",
            field=models.BinaryField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="actiontask",
            name="failures",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="actiontask",
            name="item",
            field=models.ForeignKey(
                default=None,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="action_tasks",
                to="dsr_cases.caseitem",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="actiontask",
            name="try_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="datasource",
            name="action_route",
            field=models.CharField(
                choices=[
                    ("PORTAL", "By this portal itself"),
                    ("HTTP", "By its interface"),
                    ("MANUAL", "By a person, with proof"),
                ],
                default="MANUAL",
                max_length=10,
                verbose_name="told to act",
            ),
        ),
        migrations.AlterField(
            model_name="actiontask",
            name="measure",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="tasks",
                to="dsr_fulfilment.measure",
            ),
        ),
        migrations.AddConstraint(
            model_name="actiontask",
            constraint=models.UniqueConstraint(
                condition=models.Q(("measure__isnull", False)),
                fields=("measure", "source", "processor", "recipient"),
                name="a_measure_is_taken_once_per_holder",
                nulls_distinct=False,
            ),
        ),
    ]

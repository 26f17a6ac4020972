from django.db import migrations, models


class Migration(migrations.Migration):
    """When the person was last reminded of an unpaid fee."""

    dependencies = [("dsr_fees", "0008_two_people_for_refunds")]

    operations = [
        migrations.AddField(
            model_name="fee",
            name="reminded_on",
            field=models.DateField(blank=True, null=True, verbose_name="last reminded on"),
        ),
    ]

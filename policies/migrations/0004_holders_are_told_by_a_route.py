from django.db import migrations, models

ROUTE = models.CharField(
    choices=[("HTTP", "By its interface"), ("MANUAL", "By a person, with proof")],
    default="MANUAL",
    max_length=10,
    verbose_name="told to act",
)


class Migration(migrations.Migration):
    dependencies = [("policies", "0003_holders_and_clocks")]

    operations = [
        migrations.AddField(model_name=model, name="action_route", field=ROUTE.clone())
        for model in ("historicalprocessor", "historicalrecipient", "processor", "recipient")
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dsr_fulfilment", "0007_searches_by_hand_are_chased"),
    ]

    operations = [
        migrations.AddField(
            model_name="postalcopy",
            name="address_sealed",
            field=models.BinaryField(null=True),
        ),
    ]

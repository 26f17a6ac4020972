from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_ledgers")]

    operations = [
        migrations.AlterField(
            model_name="storedfile",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("IDENTITY_DOCUMENT", "Identity document"),
                    ("COLLECTED_FILE", "Collected file"),
                    ("MESSAGE_ATTACHMENT", "Message attachment"),
                    ("LETTER", "Letter"),
                    ("PACKAGE", "Disclosure package"),
                    ("RECEIPT", "Receipt"),
                    ("ACTION_PROOF", "Proof of an action"),
                ],
                max_length=20,
                verbose_name="purpose",
            ),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    """Files of exports are kept among the sealed files."""

    dependencies = [("accounts", "0008_a_revision_is_announced")]

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
                    ("JOURNAL_EXPORT", "Journal for the books"),
                ],
                max_length=20,
                verbose_name="purpose",
            ),
        ),
    ]

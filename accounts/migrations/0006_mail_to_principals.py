"""A mail that says to a principal with an account that a letter is on its way."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_chase_mails"),
    ]

    operations = [
        migrations.AlterField(
            model_name="outboxmessage",
            name="template",
            field=models.CharField(
                choices=[
                    ("REQUEST_RECEIVED", "Request received"),
                    ("REQUEST_UPDATED", "Request updated"),
                    ("ACTION_NEEDED", "Action needed"),
                    ("ANSWER_READY", "Answer ready"),
                    ("MESSAGE_RECEIVED", "Message received"),
                    ("FEE_DUE", "Fee due"),
                    ("FEE_SETTLED", "Fee settled"),
                    ("FEE_REFUNDED", "Fee refunded"),
                    ("REQUEST_ENDED", "Request ended"),
                    ("ONE_TIME_CODE", "One-time code"),
                    ("STAFF_NOTICE", "Staff notice"),
                    ("CHASE_SOON", "Something you look after is due soon"),
                    ("CHASE_DUE", "Something you look after is due today"),
                    ("CHASE_LATE", "Something is late"),
                    ("PRINCIPAL_NOTICE", "Letter to the principal posted"),
                    ("CASE_ESCALATED", "A request has no owner"),
                ],
                max_length=30,
                verbose_name="mail",
            ),
        ),
    ]

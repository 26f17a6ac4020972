from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("dsr_cases", "0004_letters_and_reasons_of_pauses"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="answer_goes_to",
            field=models.CharField(
                choices=[("REQUESTER", "The requester"), ("PRINCIPAL", "The principal, by post")],
                default="REQUESTER",
                max_length=10,
                verbose_name="answer goes to",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="principal_notice_gate",
            field=models.CharField(
                choices=[
                    ("OPEN", "Open"),
                    ("PASSED", "Passed"),
                    ("FAILED", "Failed"),
                    ("NOT_NEEDED", "Not needed"),
                ],
                default="NOT_NEEDED",
                max_length=10,
                verbose_name="notice to the principal",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="principal_address_sealed",
            field=models.BinaryField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=Q(answer_goes_to="REQUESTER")
                | (~Q(requester_kind="SELF") & Q(principal_address_sealed__isnull=False)),
                name="an_answer_to_the_principal_has_an_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=~Q(principal_notice_gate="OPEN")
                | ~Q(status__in=["RELEASED", "DELIVERED", "CLOSED"]),
                name="no_answer_before_the_principal_is_told",
            ),
        ),
    ]

"""Mail that needs a look."""

from datetime import datetime

from django.db.models import BigIntegerField, Exists, OuterRef, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.enums import OutboxStatus
from accounts.models import OutboxMessage

DELIVER_MAIL = "accounts.deliver_mail"
RETURNED = "RETURNED"  # begins the failure of a mail that came back


def forgotten_mails(*, before: datetime) -> QuerySet[OutboxMessage]:
    """Queued mails written before a moment that no waiting or running job will send."""
    jobs = ProcrastinateJob.objects.filter(
        task_name=DELIVER_MAIL, status__in=["todo", "doing"]
    ).annotate(mail=Cast(KeyTextTransform("message_id", "args"), BigIntegerField()))
    return (
        OutboxMessage.objects.filter(status=OutboxStatus.QUEUED, created_at__lt=before)
        .exclude(claimed_at__gte=before)
        .filter(~Exists(jobs.filter(mail=OuterRef("pk"))))
        .order_by("pk")
    )

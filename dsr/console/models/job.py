"""A background job as the console sees it: procrastinate's own table, with our permissions."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

# Rescuers come every ten seconds (accounts.jobs.stalled_jobs): what is silent for a minute
# is beyond them, and what waits for a quarter of an hour has no worker that takes it.
SILENT_FOR = timedelta(minutes=1)
LATE_AFTER = timedelta(minutes=15)


class JobQuerySet(models.QuerySet):
    """Adjectives of jobs."""

    def failed(self) -> "JobQuerySet":
        """Given up after their tries: a person must look."""
        return self.filter(status="failed")

    def running(self) -> "JobQuerySet":
        """Taken by a worker."""
        return self.filter(status="doing")

    def waiting(self) -> "JobQuerySet":
        """Not yet taken, due or not."""
        return self.filter(status="todo")

    def unfinished(self) -> "JobQuerySet":
        """Waiting, running or failed."""
        return self.filter(status__in=["todo", "doing", "failed"])

    def stuck(self, *, now: datetime) -> "JobQuerySet":
        """Taken by a worker that has fallen silent."""
        silent = Q(worker__isnull=True) | Q(worker__last_heartbeat__lt=now - SILENT_FOR)
        return self.running().filter(silent)

    def late(self, *, now: datetime) -> "JobQuerySet":
        """Due for a quarter of an hour and still not taken."""
        limit = now - LATE_AFTER
        deferred = ProcrastinateEvent.objects.filter(
            job_id=OuterRef("pk"), type="deferred", at__lt=limit
        )
        due = Q(scheduled_at__lt=limit) | Q(scheduled_at__isnull=True) & Exists(deferred)
        return self.waiting().filter(due)


class Job(ProcrastinateJob):
    """One job. Arguments are ids only; procrastinate refuses every write through this model."""

    objects: ClassVar[Any] = JobQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        proxy = True
        verbose_name = _("background job")
        verbose_name_plural = _("background jobs")
        default_permissions = ("view",)
        permissions = [("retry_job", _("Can run a failed job again"))]

    def __str__(self) -> str:
        return f"#{self.pk}"

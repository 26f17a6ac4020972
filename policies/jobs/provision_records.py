"""Provision records go after their three years."""

from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from policies.domain.calendar import jst_date
from policies.services.provision_records import purge_provision_records

PURGE = "policies.purge_provision_records"


@jobs.periodic(cron="35 18 * * *")  # 03:35 in Tokyo
@jobs.task(
    name="policies.purge_provision_records", queueing_lock="policies.purge_provision_records"
)
def purge(timestamp: int) -> None:
    """Delete what is kept no longer."""
    now = timezone.now()
    purge_provision_records(on=jst_date(now), now=now)

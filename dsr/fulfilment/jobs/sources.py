"""A source is searched."""

from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from dsr.fulfilment.services.source_runs import RUN_SOURCE, run_source


@jobs.task(name=RUN_SOURCE, retry=3)
def search_source(result_id: int) -> None:
    """Search one source of one collection; passing failures queue themselves again."""
    run_source(result_id=result_id, now=timezone.now())

"""A filed case is linked with what it repeats or is about; filing never waits for it."""

from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from dsr.cases.domain.workflow import LINK_CASE
from dsr.cases.services.links import link_filed_case


@jobs.task(name=LINK_CASE, retry=3)
def link(case_id: int) -> None:
    """Link one case."""
    link_filed_case(case_id=case_id, now=timezone.now())

"""Letters are drawn after the step they tell of, and what was forgotten is found."""

from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from dsr.cases.domain.workflow import WRITE_LETTERS
from dsr.cases.services.letters import queue_forgotten_letters, write_letters


@jobs.task(name=WRITE_LETTERS, retry=5)
def write(case_id: int) -> None:
    """Write what the case still lacks."""
    write_letters(case_id=case_id, now=timezone.now())


@jobs.periodic(cron="*/30 * * * *")
@jobs.task(name="dsr_cases.sweep_letters", queueing_lock="dsr_cases.sweep_letters")
def sweep(timestamp: int) -> None:
    """Queue again what nobody wrote."""
    queue_forgotten_letters(now=timezone.now())

"""A holder is told to act."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from dsr.fulfilment.services.action_runs import RUN_ACTION, run_action


@jobs.task(name=RUN_ACTION, retry=3)
def act(task_id: str) -> None:
    """Do one action at one holder; passing failures queue themselves again."""
    run_action(task_id=UUID(task_id), now=timezone.now())

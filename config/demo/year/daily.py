"""What the worker does by the clock, done at its moment of the simulated year."""

from datetime import datetime

from dsr.breaches.services.reminders import remind_of_breaches
from dsr.cases.models import Case
from dsr.cases.services.defects import remind_requesters
from dsr.cases.services.letters import write_letters
from dsr.fulfilment.services.chasing import chase_the_desk
from dsr.fulfilment.services.promises import remind_of_promises
from dsr.fulfilment.services.sweeping import close_delivered_cases


def run_daily_jobs(*, now: datetime) -> None:
    """The periodic jobs of one day, in the order of their hours."""
    close_delivered_cases(now=now)
    chase_the_desk(now=now)
    remind_requesters(now=now)
    remind_of_promises(now=now)
    remind_of_breaches(now=now)


def write_waiting_letters(*, case_id: int, now: datetime) -> None:
    """The letters a filing or an ending calls for."""
    if Case.objects.filter(pk=case_id).exists():
        write_letters(case_id=case_id, now=now)

"""When the last action of a case is confirmed or called off, the case goes on to its release."""

from datetime import datetime

from accounts.domain.actor import system_actor
from dsr.cases.enums import Status, Step
from dsr.cases.models import Case
from dsr.cases.services.workflow import take_step
from dsr.fulfilment.selectors.actions import actions_of, is_called_off, is_everything_done

FINISHING = system_actor("fulfilment.finish_actions")


def finish_when_done(*, case: Case, now: datetime) -> bool:
    """Go on to the release if every action is confirmed. Call it with the case's row locked.

    What was called off by hand was not done, though the prepared letter says so: such a case goes
    back to review and is answered otherwise.
    """
    case = Case.objects.get(pk=case.pk)
    if case.status != Status.ACTING or not is_everything_done(case) or is_called_off(case):
        return False
    statuses = [task.status for task in actions_of(case)]
    take_step(
        case_id=case.pk,
        step=Step.FINISH_ACTIONS,
        actor=FINISHING,
        now=now,
        facts={status.lower(): statuses.count(status) for status in sorted(set(statuses))},
    )
    return True

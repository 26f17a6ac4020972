"""Nothing is silently missed: managers are reminded from two days before, and daily when late."""

from datetime import datetime

from django.db import transaction

from dsr.breaches.domain.clocks import is_day_of_reminder
from dsr.breaches.models import Breach, BreachReminder
from dsr.breaches.selectors.clocks import dues_of
from dsr.breaches.services.openings import tell_handlers
from policies.domain.calendar import jst_date


class UnableToRemind(Exception):
    """A report is due and nobody of the desk handles breaches: somebody must be given the role."""


def remind_of_breaches(*, now: datetime) -> list[str]:
    """Remind of every report that is due within two days or late; the references reminded of.

    Once a clock and day, however often this runs. Raises UnableToRemind where nobody could be
    told; the failed job then shows on the console's first page.
    """
    due = Breach.objects.unreported().pressing(on=jst_date(now)).order_by("final_due_date", "pk")
    return [breach.reference for breach in due if _remind(breach.pk, now=now)]


@transaction.atomic
def _remind(breach_id: int, *, now: datetime) -> bool:
    breach = Breach.objects.select_for_update(of=("self",)).get(pk=breach_id)
    today = jst_date(now)
    made = [
        BreachReminder.objects.get_or_create(
            breach=breach, clock=due.clock, due_date=due.on, on=today
        )[1]
        for due in dues_of(breach)
        if is_day_of_reminder(due.on, today)
    ]
    if not any(made):
        return False
    if not tell_handlers(breach=breach, now=now):
        raise UnableToRemind(f"{breach.reference} is due and nobody handles breaches.")
    return True

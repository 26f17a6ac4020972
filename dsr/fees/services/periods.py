"""Closing an accounting month, and opening it again by two people."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.domain.actor import Actor
from accounts.domain.clock import jst_date
from dsr.fees.enums import PeriodStatus, PeriodStep
from dsr.fees.models import AccountingPeriod, JournalEntry, PeriodEvent, PeriodNote

CLOSE, REOPEN = "dsr_fees.close_period", "dsr_fees.reopen_period"
_READY: dict[str, Callable[[date], bool]] = {}


class UnableToClosePeriod(Exception):
    """The month stays open.

    `code`: NOT_PERMITTED, REASON_MISSING, NOT_OVER (its last day has not passed in Japan),
    EARLIER_OPEN (an earlier month with entries is open), NOT_READY or NOT_OPEN.
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


class UnableToReopenPeriod(Exception):
    """The month stays as it is.

    `code`: NOT_PERMITTED, REASON_MISSING, NOT_CLOSED, NOT_ASKED or SAME_PERSON.
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


def close_only_if(name: str, is_ready: Callable[[date], bool]) -> None:
    """Register what must hold before a month is closed; `is_ready(month)` gets its first day.

    The same name again replaces the check.
    """
    _READY[name] = is_ready


@transaction.atomic
def close_period(*, month: date, reason: str, actor: Actor, now: datetime) -> AccountingPeriod:
    """Close a month: from now on a trigger refuses entries dated in it.

    Arguments:
        month: any day of it.

    Raises UnableToClosePeriod.
    """
    first = month.replace(day=1)
    if not actor.may(CLOSE):
        raise UnableToClosePeriod("Closing needs the permission.", code="NOT_PERMITTED")
    if not reason.strip():
        raise UnableToClosePeriod("Closing needs a reason.", code="REASON_MISSING")
    if jst_date(now) < next_month(first):
        raise UnableToClosePeriod(f"{first:%Y-%m} is not over.", code="NOT_OVER")
    period = _locked(first)
    if period.status != PeriodStatus.OPEN:
        raise UnableToClosePeriod(f"{period.label} is {period.status}.", code="NOT_OPEN")
    if earlier := earlier_open_month(first):
        raise UnableToClosePeriod(f"{earlier:%Y-%m} is open.", code="EARLIER_OPEN")
    unready = [name for name, is_ready in sorted(_READY.items()) if not is_ready(first)]
    if unready:
        raise UnableToClosePeriod(f"Not ready: {', '.join(unready)}.", code="NOT_READY")
    period.status = PeriodStatus.CLOSED
    period.closed_at = now
    period.closed_by_id = actor.user_id
    period.reopening_asked_by_id = period.reopened_by_id = None
    period.save()
    _write(period, PeriodStep.CLOSE, reason, actor, now)
    return period


@transaction.atomic
def ask_reopening(*, month: date, reason: str, actor: Actor, now: datetime) -> AccountingPeriod:
    """Ask that a closed month be opened again; it stays closed until somebody else agrees.

    Raises UnableToReopenPeriod.
    """
    _refuse_reopening(reason, actor)
    period = _locked(month.replace(day=1))
    if period.status != PeriodStatus.CLOSED:
        raise UnableToReopenPeriod(f"{period.label} is {period.status}.", code="NOT_CLOSED")
    period.status = PeriodStatus.REOPENING
    period.reopening_asked_by_id = actor.user_id
    period.reopened_by_id = None
    period.save()
    _write(period, PeriodStep.ASK_REOPENING, reason, actor, now)
    return period


@transaction.atomic
def reopen_period(*, month: date, reason: str, actor: Actor, now: datetime) -> AccountingPeriod:
    """Open a month again, as the second person.

    Raises UnableToReopenPeriod; SAME_PERSON for whoever asked.
    """
    _refuse_reopening(reason, actor)
    period = _asked(month)
    if period.reopening_asked_by_id == actor.user_id:
        raise UnableToReopenPeriod("A second person must agree.", code="SAME_PERSON")
    period.status = PeriodStatus.OPEN
    period.closed_at = period.closed_by = None
    period.reopened_by_id = actor.user_id
    period.save()
    _write(period, PeriodStep.REOPEN, reason, actor, now)
    return period


@transaction.atomic
def keep_closed(*, month: date, reason: str, actor: Actor, now: datetime) -> AccountingPeriod:
    """Turn down (or take back) the wish to open a month again.

    Raises UnableToReopenPeriod.
    """
    _refuse_reopening(reason, actor)
    period = _asked(month)
    period.status = PeriodStatus.CLOSED
    period.reopening_asked_by_id = None
    period.save()
    _write(period, PeriodStep.KEEP_CLOSED, reason, actor, now)
    return period


def next_month(month: date) -> date:
    """The first day of the month after."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def earlier_open_month(first: date) -> date | None:
    """The earliest month before `first` that has entries and takes more, or None."""
    earlier = AccountingPeriod.objects.filter(month__lt=first).exclude(status=PeriodStatus.CLOSED)
    for month in earlier.order_by("month").values_list("month", flat=True):
        if JournalEntry.objects.filter(chain=f"{month:%Y-%m}").exists():
            return month
    return None


def _refuse_reopening(reason: str, actor: Actor) -> None:
    if not actor.may(REOPEN):
        raise UnableToReopenPeriod("Reopening needs the permission.", code="NOT_PERMITTED")
    if not reason.strip():
        raise UnableToReopenPeriod("Reopening needs a reason.", code="REASON_MISSING")


def _asked(month: date) -> AccountingPeriod:
    period = _locked(month.replace(day=1))
    if period.status != PeriodStatus.REOPENING:
        raise UnableToReopenPeriod(f"{period.label} is {period.status}.", code="NOT_ASKED")
    return period


def _locked(first: date) -> AccountingPeriod:
    """The month's row, made where nothing was booked in it; whoever posts waits for us."""
    AccountingPeriod.objects.get_or_create(month=first)
    return AccountingPeriod.objects.select_for_update().get(month=first)


def _write(
    period: AccountingPeriod, step: PeriodStep, reason: str, actor: Actor, now: datetime
) -> None:
    if actor.user_id is None:
        raise ValueError("Only a person closes or reopens a month.")
    note = PeriodNote.objects.create(text=reason.strip(), at=now)
    PeriodEvent.objects.create(
        chain=period.label, period=period, at=now, step=step, actor_id=actor.user_id, reason=note
    )

"""What a person was asked to complete, by when, and what became of it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts.gateways.sealing import unseal_text
from dsr.cases.models import Case, DefectRequest
from policies.domain.calendar import is_business_day, jst_date
from policies.enums import DeadlineCode
from policies.selectors.rules import closures, due_date

LAST_REMINDER = 2  # business days before the end


@dataclass(frozen=True, kw_only=True)
class OpenedDefect:
    """One asking as both sides read it. `over`: its last day has passed without an answer."""

    id: UUID
    code: str
    label: str
    text: str
    asked_at: datetime
    due_date: date
    answered_at: datetime | None
    reminders: int
    over: bool


def open_defects() -> QuerySet[DefectRequest]:
    """Asked, not answered, and the case goes on."""
    return DefectRequest.objects.filter(answered_at__isnull=True, ended_at__isnull=True)


def open_defect(case: Case, *, on: date) -> OpenedDefect | None:
    """What the person is asked now, or None. Raises UnableToUnseal once shredded."""
    defect = open_defects().filter(case=case).first()
    return opened_defect(case, defect, on=on) if defect else None


def defects_of(case: Case, *, on: date) -> list[OpenedDefect]:
    """Every asking, newest first. Raises UnableToUnseal once shredded."""
    rows = case.defect_requests.order_by("-asked_at", "-pk")
    return [opened_defect(case, row, on=on) for row in rows]


def last_defect(case: Case, *, code: str = "") -> DefectRequest | None:
    """The newest asking of the case, or the newest on one ground."""
    rows = case.defect_requests.order_by("-asked_at", "-pk")
    return (rows.filter(code=code) if code else rows).first()


def reminder_dates(defect: DefectRequest) -> list[date]:
    """When the person is reminded, in order, all before the end.

    The first by the rule in force when it was asked, so a later rule moves nothing; the last two
    business days before the end.
    """
    first = due_date(DeadlineCode.DEFECTS_REMINDER, start=jst_date(defect.asked_at)).date
    last = _business_days_before(defect.due_date, LAST_REMINDER)
    asked_on = jst_date(defect.asked_at)
    return sorted({on for on in (first, last) if asked_on < on < defect.due_date})


def _business_days_before(end: date, days: int) -> date:
    closed = closures(date.fromordinal(end.toordinal() - 60), end)
    day, left = end, days
    while left:
        day = date.fromordinal(day.toordinal() - 1)
        left -= is_business_day(day, closed)
    return day


def opened_defect(case: Case, defect: DefectRequest, *, on: date) -> OpenedDefect:
    """One asking of the case as both sides read it. Raises UnableToUnseal once shredded."""
    context = f"dsr_cases.defectrequest.text:{defect.pk}"
    return OpenedDefect(
        id=defect.pk,
        code=defect.code,
        label=str(defect.get_code_display()),
        text=unseal_text(case.data_key, defect.text_sealed, context=context),
        asked_at=defect.asked_at,
        due_date=defect.due_date,
        answered_at=defect.answered_at,
        reminders=defect.reminders,
        over=defect.answered_at is None and defect.ended_at is None and defect.due_date < on,
    )

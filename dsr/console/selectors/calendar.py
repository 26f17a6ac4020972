"""The desk's calendar: what falls due on which day, from every floor that has dates."""

import calendar
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import jpholiday
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from accounts.domain.actor import Actor
from dsr.breaches.selectors.duties import breach_duties
from dsr.cases.enums import DutyKind
from dsr.cases.selectors.duties import Duty, case_duties
from dsr.fulfilment.selectors.duties import fulfilment_duties
from policies.domain.calendar import YEAR_END, is_business_day
from policies.models import Closure

# A floor that has dated duties adds its selector here: (first, last) -> list of Duty.
SOURCES: tuple[Callable[..., list[Duty]], ...] = (case_duties, fulfilment_duties, breach_duties)
NAMED = 6  # duties named on one day; the rest is counted
HOLIDAYS: dict[str, str | Promise] = {
    "元日": pgettext_lazy("holiday", "New Year's Day"),
    "成人の日": pgettext_lazy("holiday", "Coming of Age Day"),
    "建国記念の日": pgettext_lazy("holiday", "National Foundation Day"),
    "天皇誕生日": pgettext_lazy("holiday", "The Emperor's Birthday"),
    "春分の日": pgettext_lazy("holiday", "Vernal Equinox Day"),
    "昭和の日": pgettext_lazy("holiday", "Showa Day"),
    "憲法記念日": pgettext_lazy("holiday", "Constitution Memorial Day"),
    "みどりの日": pgettext_lazy("holiday", "Greenery Day"),
    "こどもの日": pgettext_lazy("holiday", "Children's Day"),
    "海の日": pgettext_lazy("holiday", "Marine Day"),
    "山の日": pgettext_lazy("holiday", "Mountain Day"),
    "敬老の日": pgettext_lazy("holiday", "Respect for the Aged Day"),
    "秋分の日": pgettext_lazy("holiday", "Autumnal Equinox Day"),
    "スポーツの日": pgettext_lazy("holiday", "Sports Day"),
    "文化の日": pgettext_lazy("holiday", "Culture Day"),
    "勤労感謝の日": pgettext_lazy("holiday", "Labour Thanksgiving Day"),
    "国民の休日": pgettext_lazy("holiday", "National holiday"),
}
LATE_KINDS = frozenset(DutyKind.values) - {DutyKind.ART_39}  # what it is a fault to miss


@dataclass(frozen=True, kw_only=True)
class DayDuty:
    """One line of a day: how often the same kind is due for the same reference is left out."""

    kind: str
    label: str
    reference: str
    page: str
    late: bool


@dataclass(frozen=True, kw_only=True)
class Day:
    """One day of the page. `closed`: the desk is; `name`: the holiday's or closure's, or ""."""

    on: date
    in_month: bool
    is_today: bool
    closed: bool
    name: str
    duties: list[DayDuty]
    more: int


@dataclass(frozen=True, kw_only=True)
class Month:
    """A month in whole weeks from Sunday, as calendars in Japan begin."""

    first: date
    weeks: list[list[Day]]

    @property
    def previous(self) -> date:
        """The first of the month before."""
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def following(self) -> date:
        """The first of the month after."""
        return (self.first + timedelta(days=31)).replace(day=1)


def duties_between(first: date, last: date, *, actor: Actor) -> list[Duty]:
    """What this person may see of what falls due, by date, each kind and reference once a day."""
    found = (duty for source in SOURCES for duty in source(first=first, last=last))
    allowed = {
        (duty.on, duty.kind, duty.reference): duty for duty in found if actor.may(duty.permission)
    }
    return [allowed[key] for key in sorted(allowed)]


def month_of(first: date, *, actor: Actor, today: date, mine: bool) -> Month:
    """The month that begins on `first`, the duties of `actor` alone where `mine`."""
    weeks = calendar.Calendar(firstweekday=calendar.SUNDAY).monthdatescalendar(
        first.year, first.month
    )
    start, end = weeks[0][0], weeks[-1][-1]
    closures = dict(Closure.objects.filter(on__range=(start, end)).values_list("on", "reason"))
    by_day: dict[date, list[Duty]] = {}
    for duty in duties_between(start, end, actor=actor):
        if not mine or duty.owner_id == actor.user_id:
            by_day.setdefault(duty.on, []).append(duty)
    return Month(
        first=first,
        weeks=[
            [_day(on, first, today, closures, by_day.get(on, [])) for on in week] for week in weeks
        ],
    )


def duty_words(kind: str) -> str:
    """What is due, in the active language."""
    return str(DutyKind(kind).label)


def day_off_name(on: date, closures: dict[date, str]) -> str:
    """Why the desk is closed on a day; "" on business days and plain weekends."""
    if on in closures:
        return closures[on]
    name = jpholiday.is_holiday_name(on)
    if name:
        return _holiday_words(str(name))
    return _("Turn of the year") if (on.month, on.day) in YEAR_END else ""


def _holiday_words(name: str) -> str:
    """A holiday in the active language; jpholiday says substitute days as 「… 振替休日」."""
    if not (get_language() or "ja").startswith("en"):
        return name
    day = next((words for known, words in HOLIDAYS.items() if name.startswith(known)), None)
    if day is None:
        return name
    return _("%(holiday)s (substitute)") % {"holiday": day} if "振替" in name else str(day)


def _day(
    on: date, first: date, today: date, closures: dict[date, str], duties: Iterable[Duty]
) -> Day:
    rows = [
        DayDuty(
            kind=duty.kind, label=duty_words(duty.kind), reference=duty.reference, page=duty.page,
            late=on < today and duty.kind in LATE_KINDS,
        )
        for duty in duties
    ]  # fmt: skip
    return Day(
        on=on,
        in_month=on.month == first.month,
        is_today=on == today,
        closed=not is_business_day(on, closures),
        name=day_off_name(on, closures),
        duties=rows[:NAMED],
        more=max(len(rows) - NAMED, 0),
    )

"""The three clocks of a case, as numbers and as a drawing."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from dsr.cases.models import Case, ClockPause

WIDTH, LEFT, RIGHT = 720, 24, 24  # px of the drawing


@dataclass(frozen=True)
class Mark:
    """One date on the drawing and in the list under it. `x` in px, `kind` names its look.

    Arguments:
        when: the distance from today in words.
    """

    label: str
    on: date
    x: int
    kind: str
    when: str


@dataclass(frozen=True)
class Stretch:
    """A pause on the drawing, from x for width px."""

    x: int
    width: int


@dataclass(frozen=True)
class ClockDrawing:
    """What the SVG shows, each date with words for the list under it, in order of date."""

    width: int
    marks: list[Mark]
    pauses: list[Stretch]
    today_x: int
    waits: list[str]


@dataclass(frozen=True)
class TargetClock:
    """How the internal target stands. `days` left are negative when late."""

    on: date
    days: int
    kind: str
    text: str


SOON = 3


def target_clock(case: Case, *, today: date) -> TargetClock:
    """The clock a list shows: days left, late, waiting, or answered."""
    days = (case.target_date - today).days
    if case.released_at is not None or not case.is_open:
        return TargetClock(
            case.target_date, days, "quiet", _("answered") if case.released_at else _("ended")
        )
    if case.resume_status:
        return TargetClock(case.target_date, days, "quiet", _("standing still"))
    if days < 0:
        return TargetClock(
            case.target_date, days, "danger", _("%(days)s days late") % {"days": -days}
        )
    kind = "warning" if days <= SOON else "info"
    return TargetClock(case.target_date, days, kind, _("%(days)s days left") % {"days": days})


def drawing(case: Case, *, today: date, pauses: list[ClockPause]) -> ClockDrawing:
    """Arrival, today, target, interim notice and Art 39 on one line."""
    dates = [
        (_("Arrival"), case.arrival_date, "arrival"),
        (_("Target"), case.target_date, "target"),
        (_("Art 39"), case.art_39_date, "art39"),
        (_("Interim notice"), case.interim_notice_date, "interim"),
    ]
    first = case.arrival_date
    last = max([today, *(on for _label, on, _kind in dates)])
    span = max((last - first).days, 1)

    def x_of(on: date) -> int:
        inside = min(max((on - first).days, 0), span)
        return LEFT + round(inside * (WIDTH - LEFT - RIGHT) / span)

    marks = [
        Mark(label, on, x_of(on), kind, _distance(on, today))
        for label, on, kind in sorted(dates, key=lambda entry: entry[1])
    ]
    stretches = [
        Stretch(
            x_of(pause.started_on), max(x_of(pause.ended_on or today) - x_of(pause.started_on), 2)
        )
        for pause in pauses
    ]
    return ClockDrawing(WIDTH, marks, stretches, x_of(today), [_wait(pause) for pause in pauses])


def _distance(on: date, today: date) -> str:
    days = (on - today).days
    if days == 0:
        return _("today")
    if days < 0:
        return _("%(days)s days ago") % {"days": -days}
    return _("in %(days)s days") % {"days": days}


def _wait(pause: ClockPause) -> str:
    facts = {
        "reason": pause.get_reason_display(),
        "since": pause.started_on.isoformat(),
        "until": pause.ended_on.isoformat() if pause.ended_on else _("today"),
    }
    return _("%(reason)s: %(since)s to %(until)s") % facts

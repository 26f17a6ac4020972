"""Everything the page of a breach shows, in one read."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from dsr.breaches.domain.clocks import FIRST_AIM, SOON, day_number
from dsr.breaches.enums import FACTS, Clock, ReportGround
from dsr.breaches.models import Breach
from dsr.breaches.models.breach import NEEDS_PRELIMINARY
from dsr.breaches.selectors.breaches import facts_of, notice_text, text_of
from dsr.breaches.selectors.clocks import dues_of
from dsr.breaches.selectors.reports import MUST_BE_KNOWN, missing_facts
from policies.domain.calendar import jst_date

WIDTH, EDGE = 720, 24  # px of the drawing
CHIPS = {
    "OPEN": "warning", "ASSESSED": "warning", "REPORTED_PRELIMINARY": "info",
    "REPORTED_FINAL": "success", "NOT_REPORTABLE": "quiet", "CLOSED": "quiet",
}  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """One date on the drawing and in the list under it."""

    label: str
    on: date
    day: int
    x: int
    kind: str
    state: str
    late: bool


@dataclass(frozen=True)
class ClockDrawing:
    """What the SVG shows; `marks` in order of date."""

    width: int
    end: int
    today_x: int
    marks: list[Mark]


@dataclass(frozen=True, kw_only=True)
class BreachPage:
    """The parts of the page."""

    drawing: ClockDrawing
    due: tuple[str, str] | None
    grounds: list[str]
    facts: list[tuple[str, str]]
    categories: list[str]
    unknown: list[str]
    people: int
    notices: list[dict[str, Any]]
    reports: list[Any]
    story: list[dict[str, Any]]


def breach_page(breach: Breach, *, now: datetime) -> BreachPage:
    """Read the page for a member of staff. Texts are opened only here, never in lists."""
    facts = facts_of(breach)
    name = "name_en" if get_language() == "en" else "name_ja"
    unknown = missing_facts(breach, wanted=MUST_BE_KNOWN["FINAL"])
    return BreachPage(
        drawing=drawing(breach, today=jst_date(now)),
        due=due_words(breach, today=jst_date(now)),
        grounds=[str(ReportGround(ground).label) for ground in breach.grounds],
        facts=[(str(label), facts[key]) for key, label in FACTS.items() if facts.get(key)],
        categories=list(breach.categories.order_by("position").values_list(name, flat=True)),
        unknown=[str(FACTS[key]) for key in unknown],
        people=breach.people.count(),
        notices=[
            {"notice": notice, "text": notice_text(notice, breach)}
            for notice in breach.notices.select_related("recorded_by").order_by("told_on", "pk")
        ],
        reports=list(breach.reports.order_by("recorded_at", "pk")),
        story=[
            {
                "event": event,
                "who": event.actor or event.actor_name or event.get_actor_kind_display(),
                "text": text_of(event.text, breach) if event.text else "",
            }
            for event in breach.events.select_related("actor", "text").order_by("sequence")
        ],
    )


def due_words(breach: Breach, *, today: date) -> tuple[str, str] | None:
    """(look of the chip, what is due next and when); None where nothing is owed."""
    dues = dues_of(breach)
    if not dues:
        return None
    due = min(dues, key=lambda owed: owed.on)
    days = (due.on - today).days
    facts = {"report": str(due.clock.label), "days": abs(days)}
    if days < 0:
        return "danger", _("%(report)s: %(days)s days late") % facts
    if days == 0:
        return "danger", _("%(report)s: due today") % facts
    kind = "warning" if days <= SOON.days else "info"
    return kind, _("%(report)s: %(days)s days left") % facts


def drawing(breach: Breach, *, today: date) -> ClockDrawing:
    """Knowledge, the aim of the preliminary report, both last days and what was reported."""
    owed = {due.clock for due in dues_of(breach)}
    rows: list[tuple[str, date, str, str, bool]] = [
        (_("Day of knowledge"), breach.knowledge_on, "arrival", "", False),
    ]
    for clock, on, told in (
        (Clock.PRELIMINARY, breach.preliminary_due_date, breach.preliminary_reported_on),
        (Clock.FINAL, breach.final_due_date, breach.final_reported_on),
    ):
        late = clock in owed and on < today
        kind = "target" if clock == Clock.PRELIMINARY else "art39"
        label = _("Last day of the preliminary report")
        if clock == Clock.FINAL:
            label = _("Last day of the final report")
        rows.append((label, on, kind, _state(breach, clock, told), late))
    return _drawn(breach, rows, today)


def _state(breach: Breach, clock: Clock, told: date | None) -> str:
    if told is not None:
        return _("reported on %(day)s") % {"day": told.isoformat()}
    if breach.reportable is False:
        return pgettext("breach clock", "not needed")
    if clock == Clock.PRELIMINARY and breach.status not in NEEDS_PRELIMINARY:
        return _("the final report served as both")
    return pgettext("breach clock", "open") if breach.reportable else _("if it must be reported")


def _drawn(
    breach: Breach, rows: list[tuple[str, date, str, str, bool]], today: date
) -> ClockDrawing:
    first = breach.knowledge_on
    span = max((max([today, *(row[1] for row in rows)]) - first).days, FIRST_AIM)

    def x_of(on: date) -> int:
        return EDGE + round(max((on - first).days, 0) * (WIDTH - 2 * EDGE) / span)

    marks = [
        Mark(label, on, day_number(first, on), x_of(on), kind, state, late)
        for label, on, kind, state, late in sorted(rows, key=lambda row: row[1])
    ]
    return ClockDrawing(WIDTH, WIDTH - EDGE, x_of(today), marks)

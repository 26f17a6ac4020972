"""Breaches in the seeded stories: noticed on a case, assessed, reported, told, closed."""

from datetime import date, datetime, timedelta
from typing import Any

from config.demo.accounts import MANAGER, REVIEWER
from config.demo.walk import Walk
from dsr.breaches.enums import Audience, BreachKind, NoticeWay, ReportGround, ReportKind
from dsr.breaches.models import Breach
from dsr.breaches.selectors.clocks import preliminary_due
from dsr.breaches.services.assessments import assess_reportable, judge_not_reportable
from dsr.breaches.services.closings import close_breach
from dsr.breaches.services.facts import describe_breach
from dsr.breaches.services.notices import record_notice
from dsr.breaches.services.openings import open_breach
from dsr.breaches.services.reports import record_report
from policies.domain.calendar import jst_date


def notice_breach(walk: Walk, now: datetime, *, kind: BreachKind, what: str) -> None:
    """Open a record today."""
    _open(walk, now, kind=kind, what=what, knowledge_on=jst_date(now))


def notice_breach_due_next(walk: Walk, now: datetime, *, kind: BreachKind, what: str) -> None:
    """Open a record whose preliminary report is due tomorrow, or on the next day one can be."""
    today = jst_date(now)
    known = max(
        (today - timedelta(days=back) for back in range(10)),
        key=lambda day: (preliminary_due(day).date > today, -_wait(day, today), day),
    )
    _open(walk, now, kind=kind, what=what, knowledge_on=known)


def _wait(known: date, today: date) -> int:
    return abs((preliminary_due(known).date - today).days)


def _open(walk: Walk, now: datetime, *, kind: BreachKind, what: str, knowledge_on: date) -> None:
    open_breach(
        kind=kind, case=walk.case, knowledge_on=knowledge_on, description=what,
        concerned_subject_ids=[walk.case.subject_id], actor=walk.staff(REVIEWER), now=now,
    )  # fmt: skip


def describe(walk: Walk, now: datetime, *, facts: dict[str, str], people: int) -> None:
    """Write down what is known."""
    describe_breach(
        breach_id=_breach(walk).pk, facts=facts, category_codes=["PROFILE", "CONTACT"],
        people_count=people, actor=walk.staff(MANAGER), now=now,
    )  # fmt: skip


def must_report(walk: Walk, now: datetime, *, ground: ReportGround, reason: str) -> None:
    """It must be reported."""
    assess_reportable(
        breach_id=_breach(walk).pk, grounds=[ground], reason=reason,
        actor=walk.staff(MANAGER), now=now,
    )  # fmt: skip


def need_not_report(walk: Walk, now: datetime, *, reason: str) -> None:
    """It need not be reported; the record is closed."""
    facts: dict[str, Any] = {
        "breach_id": _breach(walk).pk,
        "actor": walk.staff(MANAGER),
        "now": now,
    }
    judge_not_reportable(reason=reason, **facts)
    close_breach(reason=reason, **facts)


def report(walk: Walk, now: datetime, *, kind: ReportKind, number: str) -> None:
    """Record a report to the Commission."""
    record_report(
        breach_id=_breach(walk).pk, kind=kind, reported_on=jst_date(now), receipt_number=number,
        actor=walk.staff(MANAGER), now=now,
    )  # fmt: skip


def tell_person(walk: Walk, now: datetime, *, text: str) -> None:
    """Tell the person concerned."""
    record_notice(
        breach_id=_breach(walk).pk, audience=Audience.PERSON, way=NoticeWay.PHONE,
        told_on=jst_date(now), people=1, text=text, actor=walk.staff(MANAGER), now=now,
    )  # fmt: skip


def finish(walk: Walk, now: datetime, *, reason: str) -> None:
    """Close the record: reported, and the person told."""
    close_breach(breach_id=_breach(walk).pk, reason=reason, actor=walk.staff(MANAGER), now=now)


def _breach(walk: Walk) -> Breach:
    return Breach.objects.filter(case_id=walk.case_id).latest("pk")

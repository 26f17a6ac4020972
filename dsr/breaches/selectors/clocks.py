"""When the reports of a breach are due, and by which rule."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from dsr.breaches.domain.clocks import last_day
from dsr.breaches.enums import Clock, ReportGround
from dsr.breaches.models import Breach
from dsr.breaches.models.breach import NEEDS_PRELIMINARY
from policies.enums import DeadlineCode
from policies.selectors.rules import DatedRule, deadline_rule


def preliminary_due(knowledge_on: date) -> DatedRule:
    """The last day of the preliminary report. Raises RuleMissing."""
    return _due(DeadlineCode.BREACH_PRELIMINARY, knowledge_on)


def final_due(knowledge_on: date, *, grounds: list[str]) -> DatedRule:
    """The last day of the final report; later where the purpose may be improper.

    Art 8(2) of the Rules gives 60 days to Art 7(iii), whatever else is true of the breach.
    """
    improper = ReportGround.IMPROPER_PURPOSE in grounds
    code = DeadlineCode.BREACH_FINAL_IMPROPER if improper else DeadlineCode.BREACH_FINAL
    return _due(code, knowledge_on)


def _due(code: DeadlineCode, knowledge_on: date) -> DatedRule:
    rule = deadline_rule(code, on=knowledge_on)
    return DatedRule(date=last_day(knowledge_on, days=rule.days), rule=rule)


def clock_columns(knowledge_on: date, *, grounds: list[str]) -> dict[str, Any]:
    """Both dates with their rules, as columns of a Breach."""
    preliminary = preliminary_due(knowledge_on)
    final = final_due(knowledge_on, grounds=grounds)
    return {
        "knowledge_on": knowledge_on,
        "preliminary_due_date": preliminary.date,
        "preliminary_due_rule": preliminary.rule,
        "final_due_date": final.date,
        "final_due_rule": final.rule,
    }


@dataclass(frozen=True)
class Due:
    """A report that is owed."""

    clock: Clock
    on: date


def dues_of(breach: Breach) -> list[Due]:
    """The reports still owed (or that would be, if nobody has assessed yet), the next one first."""
    owed = []
    if breach.status in NEEDS_PRELIMINARY:
        owed.append(Due(Clock.PRELIMINARY, breach.preliminary_due_date))
    if breach.status in NEEDS_PRELIMINARY or breach.status == "REPORTED_PRELIMINARY":
        owed.append(Due(Clock.FINAL, breach.final_due_date))
    return owed

"""Which rule holds on a date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from policies.domain.calendar import add_business_days, add_calendar_days, on_or_after
from policies.enums import DayKind, DeadlineCode, RetentionCode
from policies.models import Closure, DeadlineRule, FeeScheduleRow, RetentionRule


class RuleMissing(LookupError):
    """No rule holds on that date: the seed was not loaded or begins later."""


@dataclass(frozen=True)
class DatedRule:
    """A computed legal date and the rule row it came from."""

    date: date
    rule: DeadlineRule


def deadline_rule(code: DeadlineCode, *, on: date) -> DeadlineRule:
    """The deadline rule in force on a JST date. Raises RuleMissing."""
    rule = (
        DeadlineRule.objects.filter(code=code, effective_from__lte=on)
        .order_by("-effective_from", "-pk")
        .first()
    )
    if rule is None:
        raise RuleMissing(f"No deadline rule {code} holds on {on}. Run manage.py seed_policies.")
    return rule


def due_date(code: DeadlineCode, *, start: date) -> DatedRule:
    """When a clock started on the JST date `start` runs out, by the rule in force that day."""
    rule = deadline_rule(code, on=start)
    return DatedRule(date=count_days(start, days=rule.days, day_kind=rule.day_kind), rule=rule)


def count_days(start: date, *, days: int, day_kind: str) -> date:
    """`start` plus calendar or business days, company closures respected."""
    if day_kind == DayKind.CALENDAR:
        return add_calendar_days(start, days)
    if day_kind == DayKind.ROLLED:
        end = add_calendar_days(start, days)
        return on_or_after(end, closures(end, end + timedelta(days=30)))
    return add_business_days(start, days, closures(start, start + timedelta(days=days * 3 + 30)))


def closures(first: date, last: date) -> frozenset[date]:
    """The company's own closures from `first` to `last`, both included."""
    return frozenset(Closure.objects.filter(on__range=(first, last)).values_list("on", flat=True))


def retention_until(code: RetentionCode, *, start: date) -> date:
    """The last day a thing is kept. Raises RuleMissing."""
    return start + timedelta(days=retention_days(code, on=start))


def retention_days(code: RetentionCode, *, on: date) -> int:
    """How many days a thing is kept by the rule in force. Raises RuleMissing."""
    rule = (
        RetentionRule.objects.filter(code=code, effective_from__lte=on)
        .order_by("-effective_from", "-pk")
        .first()
    )
    if rule is None:
        raise RuleMissing(f"No retention rule {code} holds on {on}. Run manage.py seed_policies.")
    return rule.days


def fee_rows(kinds: Iterable[str], *, delivery_method: str, on: date) -> dict[str, FeeScheduleRow]:
    """The schedule rows in force by kind; a kind without one costs 0 yen (Art 38). One query.

    A row for the very method beats a row for any method, then the latest date wins.
    """
    rows = (
        FeeScheduleRow.objects.filter(
            kind__in=list(kinds), delivery_method__in=["", delivery_method], effective_from__lte=on
        )
        .order_by("kind", "-delivery_method", "-effective_from", "-pk")
        .distinct("kind")
    )
    return {row.kind: row for row in rows}

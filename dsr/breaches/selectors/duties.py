"""Reports of breaches that fall due, for the desk's calendar."""

from datetime import date

from dsr.breaches.models import Breach
from dsr.breaches.models.breach import NEEDS_PRELIMINARY
from dsr.cases.enums import DutyKind
from dsr.cases.selectors.duties import MOST, Duty


def breach_duties(*, first: date, last: date) -> list[Duty]:
    """Reports still owed, or perhaps owed, from `first` to `last`, both included."""
    owed = {
        DutyKind.BREACH_PRELIMINARY: (
            Breach.objects.filter(status__in=NEEDS_PRELIMINARY), "preliminary_due_date",
        ),
        DutyKind.BREACH_FINAL: (Breach.objects.unreported(), "final_due_date"),
    }  # fmt: skip
    return [
        Duty(
            kind=kind, on=on, reference=reference, page="dsr_breaches_breach",
            permission="dsr_breaches.view_breach",
        )
        for kind, (breaches, column) in owed.items()
        for on, reference in breaches.filter(**{f"{column}__range": (first, last)})
        .order_by(column, "pk")
        .values_list(column, "reference")[:MOST]
    ]  # fmt: skip

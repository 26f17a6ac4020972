"""What falls due on which day. Each floor lists its own; the console's calendar gathers them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet

from dsr.cases.enums import DutyKind, Gate, Status
from dsr.cases.models import Case
from dsr.cases.selectors.defects import open_defects

MOST = 500  # of one kind in one span: a calendar page names a few of each day and counts the rest


@dataclass(frozen=True, kw_only=True)
class Duty:
    """One thing due on one day.

    Arguments:
        kind: a DutyKind.
        on: the JST date.
        reference: the public reference of the case or breach; nothing else names it.
        page: where it is done, as an admin page "app_model".
        permission: who is shown it.
        owner_id: whose it is, None for nobody's.
    """

    kind: str
    on: date
    reference: str
    page: str = "dsr_cases_case"
    permission: str = "dsr_cases.view_case"
    owner_id: int | None = None


def case_duties(*, first: date, last: date) -> list[Duty]:
    """Dates of open cases from `first` to `last`, both included: what is done already is out."""
    found: list[Duty] = []
    for kind, (cases, column) in _due().items():
        rows = (
            cases.filter(**{f"{column}__range": (first, last)})
            .order_by(column, "pk")
            .values_list(column, "reference", "owner_id")[:MOST]
        )
        found += [
            Duty(kind=kind, on=on, reference=reference, owner_id=owner)
            for on, reference, owner in rows
        ]
    return [*found, *_corrections(first, last)]


def identity_due() -> QuerySet[Case]:
    """Received, and nobody has said whether the person is who they say."""
    return Case.objects.open().filter(status=Status.RECEIVED, identity_gate=Gate.OPEN)


def interim_due() -> QuerySet[Case]:
    """Unanswered, and the person was not told why it takes longer."""
    return Case.objects.unanswered().filter(interim_notice_sent_at__isnull=True)


def _due() -> dict[str, tuple[QuerySet[Case], str]]:
    # An interim notice is owed only where no answer came first, and Art 39 matters until one did.
    return {
        DutyKind.IDENTITY: (identity_due(), "identity_due_date"),
        DutyKind.TARGET: (Case.objects.unanswered(), "target_date"),
        DutyKind.INTERIM: (interim_due(), "interim_notice_date"),
        DutyKind.ART_39: (Case.objects.open().filter(released_at__isnull=True), "art_39_date"),
    }


def _corrections(first: date, last: date) -> Iterable[Duty]:
    rows = (
        open_defects()
        .filter(due_date__range=(first, last))
        .annotate(reference=F("case__reference"), owner_id=F("case__owner_id"))
        .order_by("due_date", "pk")
        .values_list("due_date", "reference", "owner_id")[:MOST]
    )
    return [
        Duty(kind=DutyKind.CORRECTION, on=on, reference=reference, owner_id=owner)
        for on, reference, owner in rows
    ]

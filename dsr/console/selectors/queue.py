"""The work queue: which cases a tab shows, and how many wait in each."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import CharField, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dsr.cases.models import Case, CaseQuerySet

MOST = 1000  # counts stop here: a longer queue reads "1000+"
SOON = timedelta(days=3)
INTERIM_AHEAD = timedelta(days=2)
# Tabs whose cases are a fault of the desk: red on the first page while they hold any.
LATE_TABS = frozenset({"overdue", "escalated"})

TABS: dict[str, str | Promise] = {
    "mine": _("Mine"),
    "unassigned": _("Unassigned"),
    "waiting": _("Waiting for the requester"),
    "soon": _("Due soon"),
    "overdue": _("Overdue"),
    "correction": _("Correction not answered in time"),
    "interim": _("Interim notice due"),
    "escalated": _("Escalated: nobody's"),
    "approval": _("Awaiting approval"),
    "open": pgettext_lazy("queue", "All open"),
    "all": pgettext_lazy("queue", "All"),
}


@dataclass(frozen=True)
class Tab:
    """One tab: its name, how many cases it holds (at most MOST), and whether there are more."""

    slug: str
    label: str | Promise
    count: int
    more: bool
    current: bool
    late: bool = False


def in_tab(cases: CaseQuerySet, slug: str, *, user_id: int, today: date) -> CaseQuerySet:
    """The cases of one tab. An unknown tab shows what is mine."""
    chosen = {
        "unassigned": cases.unassigned,
        "waiting": cases.waiting,
        "soon": lambda: cases.due_soon(on=today, until=today + SOON),
        "overdue": lambda: cases.overdue(on=today),
        "correction": lambda: cases.correction_over(on=today),
        "interim": lambda: cases.interim_due(until=today + INTERIM_AHEAD),
        "escalated": cases.escalated,
        "approval": lambda: cases.open().filter(status="AWAITING_APPROVAL"),
        "open": cases.open,
        "all": cases.all,
    }.get(slug, lambda: cases.owned_by(user_id))
    narrowed: CaseQuerySet = chosen()
    return narrowed


COUNTED = (
    "mine", "unassigned", "waiting", "soon", "overdue", "correction", "interim", "escalated",
    "approval",
)  # fmt: skip


def tabs(*, current: str, user_id: int, today: date) -> list[Tab]:
    """Every tab; those of the daily work with their bounded counts, in one query."""
    counts = queue_counts(user_id=user_id, today=today)
    return [
        Tab(
            slug=slug,
            label=label,
            count=min(counts.get(slug, 0), MOST),
            more=counts.get(slug, 0) > MOST,
            current=slug == current,
            late=slug in LATE_TABS and bool(counts.get(slug)),
        )
        for slug, label in TABS.items()
    ]


def queue_counts(*, user_id: int, today: date) -> dict[str, int]:
    """How many cases wait in each daily tab, each counted to MOST + 1 at most. One query."""
    base = Case.objects.all()
    bounded = [
        in_tab(base, slug, user_id=user_id, today=today)
        .order_by()
        .annotate(tab=Value(slug, CharField()))
        .values_list("tab", flat=True)[: MOST + 1]
        for slug in COUNTED
    ]
    rows = bounded[0].union(*bounded[1:], all=True)
    counts = dict.fromkeys(COUNTED, 0)
    for slug in rows:
        counts[slug] += 1
    return counts

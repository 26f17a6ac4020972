"""Which requests belong together, and how many one person made lately."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from accounts.domain.envelope import UnableToUnseal
from dsr.cases.enums import InquiryNature, LinkKind, Scope
from dsr.cases.models import Case, CaseItem, CaseLink, CaseQuerySet
from dsr.cases.selectors.claims import item_detail
from policies.enums import DeadlineCode, RequestKind
from policies.selectors.rules import deadline_rule

MOST = 20  # earlier requests that one is linked with: a flood must not make filing slow
# What an inquiry says it is -> how it belongs to the request it names.
NATURE_LINKS: dict[str, LinkKind] = {
    InquiryNature.COMPLAINT: LinkKind.COMPLAINT_ABOUT,
    InquiryNature.QUESTION: LinkKind.FOLLOW_UP,
    InquiryNature.COMMENT: LinkKind.FOLLOW_UP,
}


@dataclass(frozen=True)
class LinkedCase:
    """A link as one of its two cases sees it; `later` says that this case is the later one."""

    link: CaseLink
    other: Case
    later: bool


def links_of(case: Case) -> list[LinkedCase]:
    """The links that hold, the oldest first. One query."""
    rows = (
        CaseLink.objects.filter(Q(case=case) | Q(other=case), undone_at__isnull=True)
        .select_related("case", "other", "made_by")
        .order_by("made_at", "pk")
    )
    return [
        LinkedCase(row, row.other if row.case_id == case.pk else row.case, row.case_id == case.pk)
        for row in rows
    ]


def marked_duplicates(cases: CaseQuerySet) -> CaseQuerySet:
    """`cases` with `has_duplicate`: whether one asks for the same as another."""
    links = CaseLink.objects.filter(
        Q(case=OuterRef("pk")) | Q(other=OuterRef("pk")),
        kind=LinkKind.DUPLICATE,
        undone_at__isnull=True,
    )
    marked: CaseQuerySet = cases.annotate(has_duplicate=Exists(links))
    return marked


def requests_lately(case: Case) -> int:
    """How many requests this person filed within the window before this one, itself included.

    Shown to staff so that they can answer together what belongs together. Never a ground.
    """
    rows = Case.objects.filter(subject=case.subject_id)
    return rows.filter(arrival_date__range=(_window_start(case), case.arrival_date)).count()


def same_requests(case: Case) -> list[Case]:
    """Earlier requests of the same person for the same, newest first, at most MOST."""
    wanted = [item for item in case.items.all() if item.kind != RequestKind.INQUIRY]
    if not wanted:
        return []
    earlier = (
        Case.objects.filter(
            Q(arrived_at__lt=case.arrived_at) | Q(arrived_at=case.arrived_at, pk__lt=case.pk),
            subject=case.subject_id,
            arrival_date__gte=_window_start(case),
            items__kind__in=[item.kind for item in wanted],
        )
        .distinct()
        .prefetch_related("items")
        .order_by("-arrived_at", "-pk")
    )
    found = [other for other in earlier[: MOST * 5] if _overlap(wanted, other.items.all())]
    return found[:MOST]


def complained_about(case: Case) -> list[tuple[Case, LinkKind]]:
    """The request an inquiry names, where it is the same person's; anybody else's is for staff."""
    found = []
    for item in case.items.filter(kind=RequestKind.INQUIRY).select_related("case__data_key"):
        detail = inquiry_detail(item)
        reference = str(detail.get("about_reference", "")).strip().upper()
        kind = NATURE_LINKS.get(str(detail.get("nature", "")))
        mine = Q(requester=case.requester_id) | Q(subject=case.subject_id)
        other = Case.objects.filter(mine, reference=reference).exclude(pk=case.pk).first()
        if kind is not None and other is not None:
            found.append((other, kind))
    return found


def inquiry_detail(item: CaseItem) -> dict[str, object]:
    """What an inquiry says about itself; {} once its case is shredded."""
    try:
        return dict(item_detail(item))
    except UnableToUnseal:
        return {}


def _window_start(case: Case) -> date:
    rule = deadline_rule(DeadlineCode.DUPLICATE_WINDOW, on=case.arrival_date)
    return case.arrival_date - timedelta(days=rule.days)


def _overlap(items: Iterable[CaseItem], others: Iterable[CaseItem]) -> bool:
    rows = list(others)
    return any(_same(item, other) for item in items for other in rows)


def _same(item: CaseItem, other: CaseItem) -> bool:
    return item.kind == other.kind and _scopes_meet(item, other) and _periods_meet(item, other)


def _scopes_meet(item: CaseItem, other: CaseItem) -> bool:
    scopes = set(item.scope), set(other.scope)
    return any(Scope.ALL in scope for scope in scopes) or bool(scopes[0] & scopes[1])


def _periods_meet(item: CaseItem, other: CaseItem) -> bool:
    return _not_after(item.period_from, other.period_to) and _not_after(
        other.period_from, item.period_to
    )


def _not_after(begin: date | None, end: date | None) -> bool:
    return begin is None or end is None or begin <= end

"""The figures of a year, as they may be shown: no cell tells of fewer than five people."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from dsr.cases.enums import Outcome, OutcomeCode
from dsr.cases.models import Case, CaseItem
from dsr.console.domain.figures import SMALLEST, Figures, Period, Share, percentile, share, shown
from dsr.console.selectors.complaints import natures
from dsr.console.selectors.register import shown_outcome
from policies.domain.calendar import jst_date
from policies.enums import RequestKind

OPEN = ""  # an item without an outcome yet
OUTCOMES = (*Outcome.values, OPEN)
NOT_ACCEPTED_CODES = ("F1", "F2", "F3", "F4")  # no refusals (DOMAIN §3)
# How the drawing groups outcomes; what is not named here is refused.
GROUPS: dict[str, tuple[str, ...]] = {
    "granted": ("FULL", "NOTIFIED", "DONE", "ANSWERED"),
    "part": ("PARTIAL", "DONE_IN_PART", "MILDER_MEASURE", "ALTERNATIVE"),
    "ended": ("NOT_ACCEPTED", "WITHDRAWN"),
    "open": (OPEN,),
}
GROUP_WORDS: dict[str, str | Promise] = {
    "granted": gettext_lazy("Granted"),
    "part": gettext_lazy("Granted in part, or another measure"),
    "refused": gettext_lazy("Refused, or nothing there"),
    "ended": gettext_lazy("Not accepted or withdrawn"),
    "open": pgettext_lazy("figures", "Not decided yet"),
    "hidden": gettext_lazy("Hidden: too few people"),
}
WIDTH = 720  # of the longest bar in the drawing


@dataclass(frozen=True)
class Segment:
    """A stretch of a bar."""

    group: str
    x: float
    width: float


@dataclass(frozen=True)
class Bar:
    """One kind of request on the drawing; no segments where its total is hidden."""

    label: str
    total: str
    segments: list[Segment]


@dataclass(frozen=True)
class Speed:
    """How fast one kind was answered; "" where too few were."""

    kind: str
    median: str
    ninetieth: str
    on_time: str


@dataclass(frozen=True, kw_only=True)
class YearFigures:
    """Everything the page shows, in words.

    Arguments:
        outcomes: (code, label) of the columns that anybody is in.
        rows: label of the kind, a text per outcome, its total.
        grounds: label of the ground and how many.
    """

    period: Period
    outcomes: list[tuple[str, str]]
    rows: list[tuple[str, list[str], str]]
    totals: list[str]
    total: str
    speeds: list[Speed]
    grounds: list[tuple[str, str]]
    complaints: str
    bars: list[Bar]


def year_figures(period: Period) -> YearFigures:
    """Read the figures of requests that arrived in the period."""
    items = CaseItem.objects.filter(case__arrival_date__range=(period.first, period.last))
    counts, grounds = _counted(items)
    kinds = [kind for kind in RequestKind.values if any(counts[kind].values())]
    outcomes = [code for code in OUTCOMES if any(counts[kind][code] for kind in kinds)]
    figures = shown([[counts[kind][code] for code in outcomes] for kind in kinds])
    return YearFigures(
        period=period,
        outcomes=[(code, _outcome_words(code)) for code in outcomes],
        rows=[
            (str(RequestKind(kind).label), [_number(cell) for cell in cells], _number(total))
            for kind, cells, total in zip(kinds, figures.cells, figures.row_totals, strict=True)
        ],
        totals=[_number(total) for total in figures.column_totals],
        total=_number(figures.total),
        speeds=_speeds(items, kinds, figures),
        grounds=_grounds(grounds),
        complaints=_complaints(items),
        bars=_bars(kinds, outcomes, figures),
    )


def _counted(items: QuerySet[CaseItem]) -> tuple[dict[str, Counter[str]], Counter[str]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    grounds: Counter[str] = Counter()
    rows = items.order_by().values_list("kind", "outcome", "outcome_code")
    for kind, outcome, code, number in rows.annotate(number=Count("pk")):
        seen, ground = shown_outcome(outcome, code, shows_internal=False)
        counts[kind][seen] += number
        if ground and ground not in NOT_ACCEPTED_CODES:
            grounds[ground] += number
    return counts, grounds


def _speeds(items: QuerySet[CaseItem], kinds: list[str], figures: Figures) -> list[Speed]:
    """Only for kinds whose total is shown: a percentage beside a hidden number would tell it."""
    days: dict[str, list[int]] = defaultdict(list)
    late: Counter[str] = Counter()
    answered = items.filter(notified_at__isnull=False).order_by()
    fields = ("kind", "case__arrival_date", "case__target_date", "notified_at")
    for kind, arrival, target, notified in answered.values_list(*fields).iterator():
        told = jst_date(notified)
        days[kind].append((told - arrival).days)
        late[kind] += told > target
    return [
        Speed(
            str(RequestKind(kind).label),
            _days(percentile(days[kind], 50)),
            _days(percentile(days[kind], 90)),
            _share(share(len(days[kind]) - late[kind], len(days[kind]))),
        )
        for kind, total in zip(kinds, figures.row_totals, strict=True)
        if total is not None and days[kind]
    ]


def _grounds(grounds: Counter[str]) -> list[tuple[str, str]]:
    """Each ground; hidden together with another where a total seen elsewhere would tell it."""
    codes = [code for code in OutcomeCode.values if grounds[code]]
    if not codes:
        return []
    (numbers,) = shown([[grounds[code] for code in codes]]).cells
    return [
        (str(OutcomeCode(code).label), _number(number))
        for code, number in zip(codes, numbers, strict=True)
    ]


def _complaints(items: QuerySet[CaseItem]) -> str:
    """How many complaints; hidden where they or the other inquiries are few."""
    inquiries = items.filter(kind=RequestKind.INQUIRY)
    found = natures(inquiries)
    (numbers,) = shown([[found["COMPLAINT"], sum(found.values()) - found["COMPLAINT"]]]).cells
    return _number(numbers[0])


def _bars(kinds: list[str], outcomes: list[str], figures: Figures) -> list[Bar]:
    longest = max((total for total in figures.row_totals if total), default=0)
    return [
        _bar(str(RequestKind(kind).label), outcomes, cells, total, longest)
        for kind, cells, total in zip(kinds, figures.cells, figures.row_totals, strict=True)
    ]


def _bar(
    label: str,
    outcomes: list[str],
    cells: list[int | None],
    total: int | None,
    longest: int,
) -> Bar:
    groups: Counter[str] = Counter()
    for code, number in zip(outcomes, cells, strict=True):
        groups[_group(code)] += number or 0
    groups["hidden"] = (total or 0) - sum(groups.values())
    segments, x = [], 0.0
    for group in GROUP_WORDS:
        if total and groups[group]:
            width = WIDTH * groups[group] / longest
            segments.append(Segment(group, round(x, 1), round(width, 1)))
            x += width
    return Bar(label, _number(total), segments)


def _group(outcome: str) -> str:
    return next((group for group, codes in GROUPS.items() if outcome in codes), "refused")


def _outcome_words(code: str) -> str:
    return str(Outcome(code).label) if code else _("not decided")


def _number(number: int | None) -> str:
    return pgettext("figures", "hidden") if number is None else f"{number:,}"


def _days(days: int | None) -> str:
    return pgettext("figures", "hidden") if days is None else str(days)


def _share(found: Share | None) -> str:
    if found is None:
        return pgettext("figures", "hidden")
    words = {
        "": "%(percent)s%%",
        ">=": _("%(percent)s%% or more"),
        "<=": _("%(percent)s%% or less"),
    }
    return words[found.bound] % {"percent": found.percent}


def figure_lines(figures: YearFigures) -> list[list[str]]:
    """The same as lines of a file: tables one after the other, an empty line between."""
    return [
        [
            pgettext("figures", "Period"),
            figures.period.first.isoformat(),
            figures.period.last.isoformat(),
        ],
        [_("Numbers from 1 to %(most)s are hidden.") % {"most": SMALLEST - 1}],
        [],
        [_("Kind of request"), *(label for _code, label in figures.outcomes), _("Total")],
        *([label, *cells, total] for label, cells, total in figures.rows),
        [_("Total"), *figures.totals, figures.total],
        [],
        [
            _("Kind of request"),
            _("Median days"),
            _("Days for nine out of ten"),
            _("Within the target"),
        ],
        *([row.kind, row.median, row.ninetieth, row.on_time] for row in figures.speeds),
        [],
        [_("Ground"), _("Number")],
        *([label, number] for label, number in figures.grounds),
        [],
        [_("Complaints"), figures.complaints],
    ]


def periods() -> list[Period]:
    """Calendar and fiscal years in which requests arrived, the latest first."""
    dates = Case.objects.order_by().values_list("arrival_date__year", "arrival_date__month")
    found = set()
    for year, month in dates.distinct():
        found |= {Period(year), Period(year if month >= 4 else year - 1, fiscal=True)}
    return sorted(found, key=lambda period: (period.first, period.fiscal), reverse=True)

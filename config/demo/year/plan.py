"""What a year brings: who asks for what, when, and how they behave. Drawn, the same every time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from config.demo.milly_app.draw import Draw, running_totals
from policies.domain.calendar import JST

T = TypeVar("T")
NEVER = 10_000  # days

# kinds asked in one filing, and how often
KINDS: Sequence[tuple[tuple[str, ...], float]] = (
    (("DISCLOSURE",), 40),
    (("PURPOSE_NOTICE",), 6),
    (("PROVISION_RECORDS",), 6),
    (("CORRECTION",), 10),
    (("SUSPENSION",), 5),
    (("ERASURE",), 12),
    (("PROVISION_STOP",), 4),
    (("INQUIRY",), 10),
    (("DISCLOSURE", "ERASURE"), 3),
    (("DISCLOSURE", "CORRECTION"), 2),
    (("SUSPENSION", "PROVISION_STOP"), 1),
    (("PURPOSE_NOTICE", "DISCLOSURE", "PROVISION_RECORDS"), 1),
)
# how a request is decided on its merits, and how often
OUTCOMES: dict[str, Sequence[tuple[tuple[str, str], float]]] = {
    "DISCLOSURE": (
        (("FULL", ""), 80), (("PARTIAL", ""), 8), (("DOES_NOT_EXIST", "N1"), 5),
        (("REFUSED", "D1"), 3), (("NOT_RETAINED", "N2"), 2), (("DOES_NOT_EXIST", "X1"), 2),
    ),
    "PURPOSE_NOTICE": (
        (("NOTIFIED", ""), 85), (("REFUSED", "P1"), 10), (("DOES_NOT_EXIST", "N1"), 5),
    ),
    "PROVISION_RECORDS": ((("FULL", ""), 60), (("DOES_NOT_EXIST", "N1"), 40)),
    "CORRECTION": (
        (("DONE", ""), 70), (("REFUSED", "C1"), 12), (("REFUSED", "C4"), 8),
        (("DONE_IN_PART", "C2"), 5), (("DOES_NOT_EXIST", "N1"), 5),
    ),
    "SUSPENSION": (
        (("DONE", ""), 60), (("DONE_IN_PART", "S6"), 10), (("MILDER_MEASURE", "S6"), 5),
        (("REFUSED", "S1"), 20), (("DOES_NOT_EXIST", "N1"), 5),
    ),
    "ERASURE": (
        (("DONE", ""), 65), (("ALTERNATIVE", "S5"), 15), (("DONE_IN_PART", "S6"), 5),
        (("REFUSED", "S2"), 10), (("DOES_NOT_EXIST", "N1"), 5),
    ),
    "PROVISION_STOP": ((("DONE", ""), 80), (("REFUSED", "S1"), 15), (("DOES_NOT_EXIST", "N1"), 5)),
    "INQUIRY": ((("ANSWERED", ""), 100),),
}  # fmt: skip
REQUESTERS = (("SELF", 92), ("STATUTORY", 4), ("MANDATED", 4))
# days until the person does what only they can do (a code, a document, a payment, a reply)
PATIENCE = ((0, 55), (1, 18), (3, 12), (8, 7), (12, 4), (NEVER, 4))


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One request of the year.

    `answers` are (outcome, code) per kind, in order; an answer the facts do not allow is replaced
    by the desk. `identity_days`, `fee_days`, `reply_days`: how long the person takes, NEVER for
    not at all. `withdraws_after`: days after arrival, or NEVER.
    """

    number: int
    arrives: datetime
    kinds: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]
    requester: str
    by_document: bool
    doubtful: bool
    paper: bool
    language: str
    identity_days: int
    fee_days: int
    reply_days: int
    reads_after: int
    withdraws_after: int
    asked_to_complete: bool
    needs_longer: bool


def draw_year(*, cases: int, year: int, seed: int) -> list[Plan]:
    """`cases` requests that arrive in `year`, in order of arrival; the same seed, the same year."""
    draw = Draw(f"madoguchi year {year} {seed}")
    arrivals = sorted(_arrivals(draw, cases, year))
    return [_plan(draw, number, at) for number, at in enumerate(arrivals)]


def _arrivals(draw: Draw, cases: int, year: int) -> Iterator[datetime]:
    """At any hour of any day, holidays too; twice as many in the weeks after a news report."""
    first = datetime.combine(date(year, 1, 1), time(0), tzinfo=JST)
    days = (date(year + 1, 1, 1) - first.date()).days
    weights = [2.0 if day // 7 in (9, 10, 27) else 1.0 for day in range(days)]
    totals = running_totals(weights)
    for _number in range(cases):
        day = draw.weighted(range(days), totals)
        yield first + timedelta(days=day, minutes=draw.below(24 * 60), seconds=draw.below(60))


def _plan(draw: Draw, number: int, arrives: datetime) -> Plan:
    kinds = _chosen(draw, KINDS)
    requester = _chosen(draw, REQUESTERS)
    only_inquiry = kinds == ("INQUIRY",)
    return Plan(
        number=number,
        arrives=arrives,
        kinds=kinds,
        answers=tuple(_chosen(draw, OUTCOMES[kind]) for kind in kinds),
        requester="SELF" if only_inquiry else requester,
        by_document=requester != "SELF" or draw.chance(0.2),
        doubtful=draw.chance(0.04),
        paper=draw.chance(0.12),
        language="en" if draw.chance(0.1) else "ja",
        identity_days=_chosen(draw, PATIENCE),
        fee_days=_chosen(draw, PATIENCE),
        reply_days=_chosen(draw, PATIENCE),
        reads_after=draw.below(12),
        withdraws_after=draw.below(12) if draw.chance(0.03) else NEVER,
        asked_to_complete=draw.chance(0.1),
        needs_longer=draw.chance(0.05),
    )


def _chosen(draw: Draw, rows: Sequence[tuple[T, float]]) -> T:
    return draw.weighted([row[0] for row in rows], running_totals([row[1] for row in rows]))

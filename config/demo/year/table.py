"""The year as a table for the terminal."""

from collections.abc import Iterator
from datetime import date
from statistics import median, quantiles

from config.demo.year.report import YearReport

WIDTH = 46


def table_of(report: YearReport, *, cases: int, year: int, seed: int, last: date) -> Iterator[str]:
    """The lines, one figure each, then outcomes by kind, then the verdicts."""
    yield ""
    yield f"The year {year}: {cases} requests (seed {seed}), lived to {last}"
    yield "-" * (WIDTH + 12)
    for label, figure in _figures(report):
        yield f"{label:<{WIDTH}} {figure:>11}"
    yield "-" * (WIDTH + 12)
    for kind, outcomes in sorted(report.by_kind.items()):
        told = ", ".join(f"{outcome} {count}" for outcome, count in sorted(outcomes.items()))
        yield f"{kind:<18} {told}"
    yield "-" * (WIDTH + 12)
    yield from report.faults or [
        "at least 99 % on time, nobody's case, no part told as a whole",
    ]


def _figures(report: YearReport) -> Iterator[tuple[str, str]]:
    yield "requests", str(report.cases)
    yield "answered", str(report.answered)
    yield "not accepted", str(report.not_accepted)
    yield "withdrawn", str(report.withdrawn)
    yield "still open", str(report.still_open)
    yield "on time, of those that ended", f"{report.on_time:.2f} %"
    yield "late", str(len(report.late))
    yield "without an owner over one business day", str(len(report.ownerless))
    yield "ended with an item undecided or not told", str(len(report.partial))
    if len(report.days) > 1:
        yield "days to the answer: median", str(median(report.days))
        yield "days to the answer: 90th percentile", f"{quantiles(report.days, n=10)[-1]:.0f}"
    yield "with a paused target", str(report.paused)
    yield "extended once", str(report.extended)
    yield "interim notices", str(report.interim_notices)
    yield "ledger rows that do not hold", str(report.ledger_faults)

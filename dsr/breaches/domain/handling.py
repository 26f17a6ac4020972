"""How a breach is handled: one table that drives steps, trigger and tests. Pure.

APPI Art 26, Enforcement Rules Arts 7, 8 and 10: assess, report in two stages (one report may serve
as both when all is known), tell the people concerned, close. A breach judged not reportable can
still become reportable when more is known; the clocks never start again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

START = ""
OPEN, ASSESSED, NOT_REPORTABLE = "OPEN", "ASSESSED", "NOT_REPORTABLE"
REPORTED_PRELIMINARY, REPORTED_FINAL = "REPORTED_PRELIMINARY", "REPORTED_FINAL"
CLOSED = "CLOSED"

STATUSES = (OPEN, ASSESSED, REPORTED_PRELIMINARY, REPORTED_FINAL, NOT_REPORTABLE, CLOSED)
UNENDED = tuple(status for status in STATUSES if status != CLOSED)

REPORT, HANDLE = "dsr_breaches.report_breach", "dsr_breaches.handle_breach"


@dataclass(frozen=True, kw_only=True)
class Move:
    """One row of the table.

    Arguments:
        step: a BreachStep code.
        moves: status before -> status after; what is not there is refused.
        permission: what a STAFF actor must hold.
        by_system: whether the desk's own programs may take it.
        needs_reason: whether a reason is mandatory.
    """

    step: str
    moves: Mapping[str, str] = field(default_factory=dict)
    permission: str = HANDLE
    by_system: bool = False
    needs_reason: bool = False


def _same(statuses: Iterable[str]) -> dict[str, str]:
    return {status: status for status in statuses}


TABLE: tuple[Move, ...] = (
    Move(step="OPEN_BREACH", moves={START: OPEN}, permission=REPORT, by_system=True),
    Move(step="LEARN_MORE", moves=_same(UNENDED), permission=REPORT, by_system=True),
    Move(step="DESCRIBE", moves=_same(UNENDED)),
    Move(step="CONCERN_PERSON", moves=_same(UNENDED), permission=REPORT, by_system=True),
    Move(
        step="ASSESS_REPORTABLE",
        moves={
            OPEN: ASSESSED,
            NOT_REPORTABLE: ASSESSED,
            ASSESSED: ASSESSED,
            REPORTED_PRELIMINARY: REPORTED_PRELIMINARY,
        },
        needs_reason=True,
    ),
    Move(
        step="JUDGE_NOT_REPORTABLE",
        moves={OPEN: NOT_REPORTABLE, ASSESSED: NOT_REPORTABLE},
        needs_reason=True,
    ),
    Move(step="REPORT_PRELIMINARY", moves={ASSESSED: REPORTED_PRELIMINARY}),
    Move(
        step="REPORT_FINAL",
        moves={ASSESSED: REPORTED_FINAL, REPORTED_PRELIMINARY: REPORTED_FINAL},
    ),
    Move(step="SUPPLEMENT_REPORT", moves=_same([REPORTED_FINAL])),
    Move(step="RECORD_NOTICE", moves=_same(UNENDED)),
    Move(
        step="CLOSE_BREACH",
        moves={REPORTED_FINAL: CLOSED, NOT_REPORTABLE: CLOSED},
        needs_reason=True,
    ),
)
BY_STEP = {move.step: move for move in TABLE}


def status_pairs() -> list[tuple[str, str]]:
    """Every change of status the table knows, for the trigger."""
    pairs = {
        (before, after)
        for move in TABLE
        for before, after in move.moves.items()
        if before not in (START, after)
    }
    return sorted(pairs)

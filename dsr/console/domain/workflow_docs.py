"""The workflow table as a page of documentation: a diagram, and status × step."""

from collections.abc import Iterable

from dsr.cases.domain.workflow import (
    BACK,
    BY_STAFF,
    MAY_WAIT,
    SAME,
    START,
    STATUSES,
    TABLE,
    Transition,
)

BEGIN = "<!-- workflow: written by `manage.py write_workflow_docs`, do not edit -->"
END = "<!-- /workflow -->"


class MarkersMissing(LookupError):
    """The page has no place for the workflow."""


def with_workflow(page: str) -> str:
    """`page` (Markdown) with the workflow between its markers. Raises MarkersMissing."""
    before, begin, rest = page.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not begin or not end:
        raise MarkersMissing(f"The page must hold {BEGIN} and {END}.")
    return f"{before}{BEGIN}\n\n{workflow_markdown()}\n{END}{after}"


def workflow_markdown() -> str:
    """Diagram, steps, and which step leaves from which status."""
    return "\n".join([*_diagram(), "", *_steps(), "", *_matrix(), ""])


def _targets(row: Transition, source: str) -> Iterable[str]:
    if row.target == BACK:
        return MAY_WAIT
    return [row.target] if row.target not in (SAME, source) else []


def _diagram() -> list[str]:
    moves: dict[tuple[str, str], list[str]] = {}
    for row in TABLE:
        for source in row.sources:
            for target in _targets(row, source):
                moves.setdefault((source, target), []).append(row.step)
    lines = [
        f"    {source or '[*]'} --> {target}: {', '.join(steps)}"
        for (source, target), steps in moves.items()
    ]
    ended = [status for status in STATUSES if not any(source == status for source, _ in moves)]
    return [
        "```mermaid",
        "stateDiagram-v2",
        *lines,
        *(f"    {status} --> [*]" for status in ended),
        "```",
    ]


def _steps() -> list[str]:
    return [
        "| step | by | permission of staff | only if | reason | leads to | mail | jobs |",
        "|---|---|---|---|---|---|---|---|",
        *(_step(row) for row in TABLE),
    ]


def _step(row: Transition) -> str:
    leads = {SAME: "stays", BACK: "where it waited"}.get(row.target, row.target)
    cells = [
        row.step,
        ", ".join(row.by),
        f"`{row.permission}`" if BY_STAFF in row.by else "",
        ", ".join(guard.code for guard in row.guards),
        "needed" if row.needs_reason else "",
        leads,
        row.notice,
        ", ".join(f"`{job}`" for job in row.jobs),
    ]
    return "| " + " | ".join(cells) + " |"


def _matrix() -> list[str]:
    return [
        "Where each step may start (● a button of the console, ○ no button):",
        "",
        f"| step | {' | '.join(['(new)', *STATUSES])} |",
        "|---|" + "---|" * (len(STATUSES) + 1),
        *(_cells(row) for row in TABLE),
    ]


def _cells(row: Transition) -> str:
    sign = "●" if row.button else "○"
    signs = [sign if status in row.sources else "" for status in (START, *STATUSES)]
    return f"| {row.step} | {' | '.join(signs)} |"

"""A policy's text as the lines people see: no marks of Markdown, but what was emphasised. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from markdown_it.tree import SyntaxTreeNode

from policies.domain.policy_markdown import link_address, parsed

HEADING, TEXT, POINT, ROW = "HEADING", "TEXT", "POINT", "ROW"


@dataclass(frozen=True)
class Run:
    """Some words; `strong` where they are emphasised."""

    text: str
    strong: bool = False


@dataclass(frozen=True)
class Line:
    """One heading, line, point of a list or row of a table.

    Arguments:
        depth: how many lists it stands in.
    """

    kind: str
    runs: tuple[Run, ...]
    depth: int = 0

    @property
    def text(self) -> str:
        """Its words alone."""
        return "".join(run.text for run in self.runs)


def lines_of(text: str) -> list[Line]:
    """Every line in order. A point begins with its mark; cells of a row say what they are of."""
    tree = parsed(text)
    return [line for line in _lines(tree, depth=0) if line.text.strip()]


def _lines(parent: SyntaxTreeNode, *, depth: int) -> Iterator[Line]:
    for node in parent.children:
        if node.type == "heading":
            yield Line(HEADING, _joined(_runs(node, strong=False)), depth=depth)
        elif node.type == "paragraph":
            yield from _broken(TEXT, _runs(node, strong=False), depth=depth)
        elif node.type in ("bullet_list", "ordered_list"):
            yield from _points(node, depth=depth + 1)
        elif node.type == "table":
            yield from _rows(node, depth=depth)
        elif node.type in ("fence", "code_block"):
            yield from _broken(TEXT, [Run(node.content.strip())], depth=depth)
        else:
            yield from _lines(node, depth=depth)


def _points(parent: SyntaxTreeNode, *, depth: int) -> Iterator[Line]:
    first = int(parent.attrs.get("start", 1)) if parent.type == "ordered_list" else None
    for place, point in enumerate(parent.children):
        mark = "• " if first is None else f"{first + place}. "
        for position, line in enumerate(_lines(point, depth=depth)):
            begins = position == 0 and line.kind == TEXT
            yield replace(line, kind=POINT, runs=(Run(mark), *line.runs)) if begins else line


def _rows(table: SyntaxTreeNode, *, depth: int) -> Iterator[Line]:
    rows = [row for part in table.children for row in part.children]
    heads = ["".join(run.text for run in _runs(cell, strong=False)) for cell in rows[0].children]
    for row in rows[1:] or rows:
        runs: list[Run] = []
        for head, cell in zip(heads, row.children, strict=False):
            says = f"{head}: " if head.isascii() else f"{head}："
            said = [Run(says, strong=True)] if head and rows[1:] else []
            runs += [*([Run("\n")] if runs else []), *said, *_runs(cell, strong=False)]
        yield Line(ROW, _joined(runs), depth=depth)


def _runs(node: SyntaxTreeNode, *, strong: bool) -> Iterator[Run]:
    if node.type in ("softbreak", "hardbreak"):
        yield Run("\n")
    elif not node.children:
        if node.type in ("text", "code_inline"):
            yield Run(node.content, strong)
    else:
        said = [
            run
            for child in node.children
            for run in _runs(child, strong=strong or node.type in ("strong", "em"))
        ]
        yield from said
        address = link_address(node)
        if address and address != "".join(run.text for run in said):
            yield Run(f" ({address})", strong)


def _broken(kind: str, runs: Iterator[Run] | list[Run], *, depth: int) -> Iterator[Line]:
    """One line for each line of a paragraph: clauses stand so."""
    parts: list[list[Run]] = [[]]
    for run in runs:
        for position, piece in enumerate(run.text.split("\n")):
            if position:
                parts.append([])
            parts[-1].append(Run(piece, run.strong))
    for part in parts:
        yield Line(kind, _joined(part), depth=depth)


def _joined(runs: Iterator[Run] | list[Run]) -> tuple[Run, ...]:
    """Neighbours that look alike as one."""
    said = (run for run in runs if run.text)
    groups = groupby(said, key=lambda run: run.strong)
    return tuple(Run("".join(run.text for run in group), strong) for strong, group in groups)

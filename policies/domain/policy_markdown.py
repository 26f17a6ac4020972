"""Policies are written in Markdown; what leaves here is clean HTML and nothing else. Pure.

markdown-it reads (no raw HTML), nh3 cleans again whatever it wrote.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

_TAGS = {
    "h2", "h3", "h4", "h5", "p", "br", "hr", "ul", "ol", "li", "strong", "em", "blockquote",
    "table", "thead", "tbody", "tr", "th", "td", "a", "code",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, **{f"h{size}": {"id"} for size in range(2, 6)}}
_SCHEMES = {"http", "https", "mailto"}
# A clause right below a point is a clause of its own, not the end of the point.
_CLAUSE_BELOW_POINT = re.compile(
    r"^([ ]{0,3}[-*+][ ].*\n)(?=[0-9０-９]{1,3}[ 　]+\S)", re.MULTILINE
)
_ARTICLE = re.compile(
    r"\s*(?:第\s*([0-9０-９]{1,3})\s*条(?:の\s*([0-9０-９]{1,2})(?![0-9０-９つ]))?"
    r"|Article\s+([0-9]{1,3})(?:-([0-9]{1,2})\b)?)"
)


def render(text: str) -> str:
    """The HTML of a policy's text. Its headings begin at h2: the page has an h1 of its own.

    Articles can be linked to by "#article-10". Line breaks stay, as drafters expect.
    """
    markdown = _markdown()
    tokens = markdown.parse(_spaced(text))
    _lower_headings(tokens)
    html = markdown.renderer.render(tokens, markdown.options, {})
    return nh3.clean(
        html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="noopener"
    )


def _markdown() -> MarkdownIt:
    """One reading for screen and paper. Nothing is struck through: a published text is valid.

    Pictures are no part of it: one is left as a link, so that the page hides nothing.
    """
    reading = MarkdownIt("commonmark", {"html": False, "breaks": True})
    return reading.enable("table").disable("image")


def parsed(text: str) -> SyntaxTreeNode:
    """The text as a tree: what screen, paper and comparison are made from."""
    return SyntaxTreeNode(_markdown().parse(_spaced(text)))


def _spaced(text: str) -> str:
    return _CLAUSE_BELOW_POINT.sub(r"\1\n", text.replace("\r\n", "\n"))


def link_address(node: SyntaxTreeNode) -> str:
    """Where a link leads, "" for whatever is none."""
    return str(node.attrs.get("href", "")) if node.type == "link" else ""


def _lower_headings(tokens: Sequence[Token]) -> None:
    shift = 0 if all(token.tag != "h1" for token in tokens) else 1
    for position, token in enumerate(tokens):
        if token.type not in ("heading_open", "heading_close"):
            continue
        token.tag = f"h{min(int(token.tag[1:]) + shift, 5)}"
        if token.type == "heading_open":
            number = _ARTICLE.match(tokens[position + 1].content)
            if number is not None:
                parts = (int(part) for part in number.groups() if part)
                token.attrSet("id", "-".join(map(str, ("article", *parts))))


@dataclass(frozen=True)
class Block:
    """One heading, paragraph, point or table of a text without markup, for paper.

    Arguments:
        kind: "h" (heading), "p" (paragraph), "li" (point) or "table".
        number: of a point in a numbered list; None for any other point.
        depth: how many lists it stands in.
        rows: of a table, the first one its heads; every row has as many cells.
    """

    kind: str
    text: str = ""
    number: int | None = None
    depth: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


def blocks(text: str) -> Iterator[Block]:
    """The text as plain blocks, in order; what is emphasised keeps its words only.

    The numbers of points are those of the page: clauses are cited by them. Links keep where to.
    """
    yield from _blocks(parsed(text), depth=0)


def _blocks(parent: SyntaxTreeNode, *, depth: int) -> Iterator[Block]:
    for node in parent.children:
        if node.type == "heading":
            yield Block("h", _words(node))
        elif node.type == "paragraph":
            yield Block("p", _words(node), depth=depth)
        elif node.type in ("bullet_list", "ordered_list"):
            yield from _points(node, depth=depth + 1)
        elif node.type == "table":
            rows = [row for part in node.children for row in part.children]
            yield Block("table", depth=depth, rows=tuple(_cells(row) for row in rows))
        elif node.type in ("fence", "code_block"):
            yield Block("p", node.content.strip(), depth=depth)
        else:
            yield from _blocks(node, depth=depth)


def _points(parent: SyntaxTreeNode, *, depth: int) -> Iterator[Block]:
    """The first words of a point carry its mark; what else is in it stands below."""
    first = int(parent.attrs.get("start", 1)) if parent.type == "ordered_list" else None
    for place, point in enumerate(parent.children):
        number = None if first is None else first + place
        inside = list(_blocks(point, depth=depth))
        if not inside or inside[0].kind != "p":
            inside.insert(0, Block("p"))
        yield replace(inside[0], kind="li", number=number, depth=depth)
        yield from inside[1:]


def _cells(row: SyntaxTreeNode) -> tuple[str, ...]:
    return tuple(_words(cell) for cell in row.children)


def _words(node: SyntaxTreeNode) -> str:
    if node.type in ("softbreak", "hardbreak"):
        return "\n"
    if not node.children:
        return node.content if node.type in ("text", "code_inline") else ""
    words = "".join(_words(child) for child in node.children).strip("\n")
    address = link_address(node)
    return f"{words} ({address})" if address and address != words else words

"""Policies are written in Markdown; what leaves here is clean HTML and nothing else. Pure.

markdown-it reads (no raw HTML), nh3 cleans again whatever it wrote.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

_TAGS = {
    "h2", "h3", "h4", "h5", "p", "br", "hr", "ul", "ol", "li", "strong", "em", "blockquote",
    "table", "thead", "tbody", "tr", "th", "td", "a", "code", "del",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, **{f"h{size}": {"id"} for size in range(2, 6)}}
_SCHEMES = {"http", "https", "mailto"}
_ARTICLE = re.compile(r"\s*(?:第\s*([0-9０-９]{1,3})\s*条|Article\s+([0-9]{1,3}))")


def render(text: str) -> str:
    """The HTML of a policy's text. Its headings begin at h2: the page has an h1 of its own.

    Articles can be linked to by "#article-10". Line breaks stay, as drafters expect.
    """
    markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(
        ["table", "strikethrough"]
    )
    tokens = markdown.parse(text)
    _lower_headings(tokens)
    html = markdown.renderer.render(tokens, markdown.options, {})
    return nh3.clean(
        html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="noopener"
    )


def _lower_headings(tokens: Sequence[Token]) -> None:
    shift = 0 if all(token.tag != "h1" for token in tokens) else 1
    for position, token in enumerate(tokens):
        if token.type not in ("heading_open", "heading_close"):
            continue
        token.tag = f"h{min(int(token.tag[1:]) + shift, 5)}"
        if token.type == "heading_open":
            number = _ARTICLE.match(tokens[position + 1].content)
            if number is not None:
                token.attrSet("id", f"article-{int(number[1] or number[2])}")


@dataclass(frozen=True)
class Block:
    """One heading, paragraph or point of a text without markup, for paper.

    Arguments:
        kind: "h" (heading), "p" (paragraph) or "li" (point).
    """

    kind: str
    text: str


def blocks(text: str) -> Iterator[Block]:
    """The text as plain blocks, in order; what is emphasised or linked keeps its words only."""
    kind, point = "p", 0
    for token in MarkdownIt("commonmark", {"html": False}).parse(text):
        if token.type == "heading_open":
            kind = "h"
        elif token.type == "list_item_open":
            point += 1
        elif token.type == "list_item_close":
            point -= 1
        elif token.type == "inline":
            yield Block("li" if point else kind, _words(token))
            kind = "p"


def _words(token: Token) -> str:
    breaks = ("softbreak", "hardbreak")
    return "".join(
        "\n" if child.type in breaks else child.content for child in token.children or ()
    ).strip()

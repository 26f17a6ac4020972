"""The text of a policy as clean HTML, and the words that changed in it."""

from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from policies.domain.policy_diff import Piece
from policies.domain.policy_markdown import render

register = template.Library()


@register.filter
def policy_html(text: str) -> SafeString:
    """Markdown as HTML. The one place that vouches for HTML: nh3 has just cleaned it."""
    return SafeString(render(text))


@register.filter
def removed(pieces: Sequence[Piece]) -> SafeString:
    """The old side of a line, what went away marked."""
    return format_html_join("", "{}", ((_marked(piece, "del"),) for piece in pieces))


@register.filter
def added(pieces: Sequence[Piece]) -> SafeString:
    """The new side of a line, what came marked."""
    return format_html_join("", "{}", ((_marked(piece, "ins"),) for piece in pieces))


def _marked(piece: Piece, tag: str) -> str:
    if not piece.marked:
        return piece.text
    return format_html("<del>{}</del>" if tag == "del" else "<ins>{}</ins>", piece.text)

"""The text of a policy as clean HTML, and the words that changed in it."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import pgettext_lazy

from policies.domain.policy_diff import CHANGED, DiffRow, Piece
from policies.domain.policy_markdown import render

register = template.Library()
# Few screen readers tell of <del> and <ins> by themselves.
_SPOKEN = {
    "del": (
        pgettext_lazy("policy", "[removed from here]"), pgettext_lazy("policy", "[to here]"),
    ),
    "ins": (
        pgettext_lazy("policy", "[added from here]"), pgettext_lazy("policy", "[up to here]"),
    ),
}  # fmt: skip


@register.filter
def policy_html(text: str) -> SafeString:
    """Markdown as HTML. The one place that vouches for HTML: nh3 has just cleaned it."""
    return SafeString(render(text))


@register.simple_tag
def diff_words(row: DiffRow, place: str) -> SafeString:
    """One side ("old" or "new") of a row: what went or came is marked, and said aloud.

    A line that came or went as a whole is said so by its label.
    """
    side, tag = (row.old, "del") if place == "old" else (row.new, "ins")
    spoken = _SPOKEN[tag] if row.kind == CHANGED else ("", "")
    pieces = side.pieces if side else ()
    return format_html_join("", "{}", ((_piece(piece, tag, *spoken),) for piece in pieces))


def _piece(piece: Piece, tag: str, begins: str, ends: str) -> SafeString:
    words = format_html_join(SafeString("<br>"), "{}", ((line,) for line in piece.text.split("\n")))
    if piece.strong:
        words = format_html("<strong>{}</strong>", words)
    if not piece.marked:
        return words
    return format_html("<{0}>{1}{2}{3}</{0}>", tag, _aloud(begins), words, _aloud(ends))


def _aloud(words: str) -> SafeString:
    if not words:
        return SafeString("")
    return format_html('<span class="visually-hidden">{}</span>', words)

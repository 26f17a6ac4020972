"""Dates, versions and references stay whole where a headline breaks into lines."""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeData, SafeString

register = template.Library()

# Longer ones, such as the id of a person, may break: a phone's line would not hold them.
_LONGEST = 20
_WHOLE = re.compile(
    r"(\d{4}年\d{1,2}月\d{1,2}日(?:\d{1,2}:\d{2})?"
    r"|\b\d{1,2} [A-Z][a-z]+ \d{4}\b"
    r"|(?<![A-Za-z0-9-])(?=[A-Za-z-]*\d)[A-Za-z0-9]+(?:-[A-Za-z0-9]+)+(?![A-Za-z0-9-]))"
)


@register.filter
def unbroken(value: object) -> SafeString:
    """`value` as text in which no date or reference is broken; HTML stays as it is."""
    if isinstance(value, SafeData):
        return format_html("{}", value)
    pieces = enumerate(_WHOLE.split(str(value)))  # every second piece is one that was found
    return format_html_join("", "{}", ((_piece(text, found=at % 2 == 1),) for at, text in pieces))


def _piece(text: str, *, found: bool) -> str:
    if found and len(text) <= _LONGEST:
        return format_html('<span class="nowrap">{}</span>', text)
    return text

"""Rows of a list that still make sense when they stand one below the other, as on a phone."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext

register = template.Library()

_CELL = re.compile(r"<(t[hd])([^>]*)>(.*)</\1>", re.DOTALL)
# Django draws yes and no as pictures named "True" and "False". What people typed arrives escaped,
# so that no text can be taken for such a picture.
_YES, _NO = 'icon-yes.svg" alt=', 'icon-no.svg" alt='


@register.filter
def labelled(cells: Iterable[str], headers: Iterable[Mapping[str, Any]]) -> Iterator[SafeString]:
    """Django's cells of one row, each with its column's name; yes and no in words.

    Roles are spelled out because display:block would take them away.
    """
    for cell, header in zip(cells, headers, strict=True):
        found = _CELL.fullmatch(cell)
        if found is None:
            raise ValueError("Django writes the cells of a list in another way now.")
        tag, attributes, content = found.groups()
        yield format_html(
            '<{0}{1} role="{2}" data-label="{3}">{4}</{0}>',
            tag,
            SafeString(attributes),
            "rowheader" if tag == "th" else "cell",
            capfirst(str(header["text"])),
            _words(content),
        )


def _words(content: str) -> str:
    if _YES in content:
        return gettext("Yes")
    if _NO in content:
        return gettext("No")
    return SafeString(content)

"""Cells of the console's lists: each says its column, and nothing typed becomes markup."""

import pytest
from django.utils import translation
from django.utils.html import format_html

from config.templatetags.list_cells import labelled

HEADERS = [{"text": "code"}, {"text": "有効 <1>"}]


def test_cell_names_its_column_and_its_place_in_the_table() -> None:
    typed = '<img src="/icon-yes.svg" alt="True">'
    cells = [
        format_html('<th class="field-code nowrap"><a href="/x/">{}</a></th>', typed),
        '<td class="field-active"><img src="/icon-no.svg" alt="False"></td>',
    ]
    with translation.override("en"):
        code, active = labelled(cells, HEADERS)
    assert code == (
        '<th class="field-code nowrap" role="rowheader" data-label="Code"><a href="/x/">'
        "&lt;img src=&quot;/icon-yes.svg&quot; alt=&quot;True&quot;&gt;</a></th>"
    )
    assert active == '<td class="field-active" role="cell" data-label="有効 &lt;1&gt;">No</td>'


def test_cell_of_another_form_is_refused_and_not_left_out() -> None:
    with pytest.raises(ValueError, match="another way"):
        list(labelled(["<li>1</li>"], HEADERS[:1]))
    with pytest.raises(ValueError, match="longer"):
        list(labelled(["<td>1</td>"], HEADERS))

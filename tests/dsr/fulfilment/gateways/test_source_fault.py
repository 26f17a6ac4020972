"""What staff read when a source gives no answer."""

import re

import pytest
from django.utils import translation

from dsr.fulfilment.gateways.source_fault import SourceFault


@pytest.mark.parametrize("fault", SourceFault)
def test_advice_is_whole_in_both_languages(fault: SourceFault) -> None:
    with translation.override("ja"):
        japanese = str(fault.label)
    with translation.override("en"):
        english = str(fault.label)
    assert re.search(r"[ぁ-ん]", japanese)
    assert re.search(r"[ぁ-んァ-ヶ一-鿿]", english) is None
    assert ("%(member_id)s" in japanese) == ("%(member_id)s" in english)

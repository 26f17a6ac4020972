"""Guidance on the upload page: what to cover, what is not taken, never a question for a number."""

import re

import pytest
from django.utils import translation

from dsr.identity.domain.documents import REJECTED, RULES
from dsr.identity.enums import DocumentClass
from dsr.identity.forms.documents import GUIDANCE, NOT_TAKEN, DocumentForm

COVERED = {
    "HONSEKI": {"ja": "本籍", "en": "honseki"},
    "INSURER_NUMBER": {"ja": "保険者番号", "en": "insurer number"},
    "SYMBOL_AND_NUMBER": {"ja": "記号・番号", "en": "symbol and number"},
    "QR": {"ja": "QRコード", "en": "QR code"},
    "PENSION_NUMBER": {"ja": "基礎年金番号", "en": "basic pension number"},
    "MY_NUMBER_COLUMN": {"ja": "マイナンバー", "en": "My Number"},
}
COVER = {"ja": "隠してください", "en": "over"}
SECOND = {"ja": "もう1点必要", "en": "second document"}


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("code", sorted(RULES))
def test_guidance_says_what_the_rules_say(code: str, language: str) -> None:
    rule = RULES[code]
    with translation.override(language):
        said = str(GUIDANCE[DocumentClass(code)])
    mentioned = {mask for mask, words in COVERED.items() if words[language] in said}
    assert mentioned == set(rule.mask)
    assert (COVER[language] in said) == bool(rule.mask)
    assert (SECOND[language] in said) == (not rule.photo or not rule.shows_address)
    assert bool(re.search("3か月|three months", said)) == (rule.max_age_months is not None)


def test_every_rejected_document_is_explained() -> None:
    assert tuple(NOT_TAKEN) == REJECTED


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_field_asks_for_a_number(language: str) -> None:
    with translation.override(language):
        fields = DocumentForm().fields
        labels = [str(field.label) for field in fields.values()]
    assert list(fields) == ["document_class", "moved", "file"]
    assert [label for label in labels if "番号" in label or "number" in label] == []

"""What staff enter to mask something in a part."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dsr.cases.enums import OutcomeCode
from dsr.cases.letters.words import Language
from dsr.fulfilment.domain.masking import LONGEST_WORD, MOST_WORDS
from dsr.fulfilment.domain.redaction import (
    DOCUMENT_KINDS,
    RECORD_KINDS,
    Rectangle,
    WantedRedaction,
)
from dsr.fulfilment.enums import RedactionKind
from dsr.fulfilment.models import CollectedCategory
from dsr.fulfilment.models.redaction import CODES
from dsr.fulfilment.selectors.parts import field_words

_MOST_TYPED = MOST_WORDS * (LONGEST_WORD + 2)


class RedactionForm(forms.Form):
    """Ground and reason of a masking; they are needed to mask, not to look what would be masked."""

    words = forms.CharField(
        label=_("Words to mask"),
        help_text=_(
            "One a line. Full and half width, letter case and spaces inside names make no "
            "difference."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        max_length=_MOST_TYPED, required=False,
    )  # fmt: skip
    code = forms.ChoiceField(
        label=_("Ground"), choices=[(code, OutcomeCode(code).label) for code in CODES]
    )
    reason_ja = forms.CharField(
        label=_("Reason told to the person (Japanese)"),
        help_text=_("The letter says it. Do not write what is masked."),
        widget=forms.Textarea(attrs={"rows": 2}), max_length=1000, required=False,
    )  # fmt: skip
    reason_en = forms.CharField(
        label=_("Reason told to the person (English)"),
        widget=forms.Textarea(attrs={"rows": 2}), max_length=1000, required=False,
    )  # fmt: skip

    def wanted(self) -> WantedRedaction:
        """What is to be masked, from a valid form."""
        raise NotImplementedError


class RecordRedactionForm(RedactionForm):
    """Masking in records."""

    kind = forms.ChoiceField(
        label=_("What to mask"),
        choices=[(kind, RedactionKind(kind).label) for kind in RECORD_KINDS],
    )
    field = forms.ChoiceField(label=pgettext_lazy("of a record", "Field"), required=False)
    record = forms.IntegerField(
        label=_("Number of the record"), min_value=1, max_value=2_000_000_000, required=False,
        help_text=_("Empty: every record."),
    )  # fmt: skip
    field_order = ("kind", "words", "field", "record", "code", "reason_ja", "reason_en")

    def __init__(
        self, data: Any = None, *, part: CollectedCategory, language: Language, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        field = self.fields["field"]
        if isinstance(field, forms.ChoiceField):
            names = [(name, words.to(language)) for name, words in field_words(part).items()]
            field.choices = [("", _("Every field")), *names]

    def wanted(self) -> WantedRedaction:
        """What is to be masked."""
        typed = self.cleaned_data
        return WantedRedaction(
            kind=typed["kind"], words=typed["words"], field=typed["field"], record=typed["record"]
        )


class DocumentRedactionForm(RedactionForm):
    """Masking in a document: areas as percentages of the page, from its top left."""

    kind = forms.ChoiceField(
        label=_("What to mask"),
        choices=[(kind, RedactionKind(kind).label) for kind in DOCUMENT_KINDS],
    )
    page = forms.IntegerField(
        label=pgettext_lazy("of a document", "Page"), min_value=1, max_value=1_000, required=False
    )
    left = forms.FloatField(label=_("From the left (%)"), required=False)
    top = forms.FloatField(label=_("From the top (%)"), required=False)
    width = forms.FloatField(label=_("Width (%)"), required=False)
    height = forms.FloatField(label=_("Height (%)"), required=False)
    field_order = (
        "kind", "page", "left", "top", "width", "height", "words", "code", "reason_ja", "reason_en",
    )  # fmt: skip

    def __init__(
        self, data: Any = None, *, part: CollectedCategory, language: Language, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        for name in ("left", "top", "width", "height"):
            widget = self.fields[name].widget
            widget.attrs |= {"min": "0", "max": "100", "step": "0.1"}

    def wanted(self) -> WantedRedaction:
        """What is to be masked."""
        typed = self.cleaned_data
        return WantedRedaction(
            kind=typed["kind"], words=typed["words"], page=typed["page"], area=self._area()
        )

    def _area(self) -> Rectangle | None:
        left, top, width, height = (
            self.cleaned_data[name] for name in ("left", "top", "width", "height")
        )
        if left is None or top is None or width is None or height is None:
            return None
        return left / 100, top / 100, width / 100, height / 100


def redaction_form(
    data: Any = None, *, part: CollectedCategory, language: Language, initial: dict[str, Any]
) -> RedactionForm:
    """The form for what the part is."""
    made = DocumentRedactionForm if part.form == "DOCUMENT" else RecordRedactionForm
    return made(data, part=part, language=language, initial=initial)

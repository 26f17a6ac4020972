"""The base of every question: what was typed comes back exactly, a My Number does not come in."""

import unicodedata
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.domain.my_number import contains_my_number
from dsr.portal.selectors.questions import PageFacts


class QuestionForm(forms.Form):
    """One page of the wizard. `revision` is what the page was rendered with (Draft).

    Fields may depend on `facts`, which know the answers of the other pages.
    """

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False, initial=0)
    scanned: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *arguments: Any, facts: PageFacts, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.facts = facts

    @classmethod
    def reshapes(cls, posted: Mapping[str, Any]) -> bool:
        """Whether a button was pressed that only changes the form, such as one more row."""
        return False

    @classmethod
    def reshaped(cls, posted: Mapping[str, Any]) -> dict[str, Any]:
        """What such a form shows next, as `initial`."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """Refuse a My Number in free text; the other answers stay."""
        cleaned = super().clean() or {}
        for name in self.scanned:
            self.refuse_my_number(name, cleaned.get(name))
        return cleaned

    def refuse_my_number(self, name: str, text: Any) -> None:
        """Say at a field that a My Number must not come in."""
        if contains_my_number(str(text or "")):
            self.add_error(
                name,
                _(
                    "This looks like a My Number (Individual Number). "
                    "Please remove it: we must not receive it."
                ),
            )

    def clean_revision(self) -> int:
        """0 for a page never saved, and for a hand-made request without the field."""
        return self.cleaned_data.get("revision") or 0

    def answers(self) -> dict[str, Any]:
        """JSON-ready answers by field name."""
        return {
            name: _plain(value) for name, value in self.cleaned_data.items() if name != "revision"
        }


def _plain(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value if value is not None else ""


class JapaneseCharField(forms.CharField):
    """Text as typed, without control characters; the length limit says how long it was."""

    def to_python(self, value: Any) -> str:
        """Strip control characters (never the letters of a name) and outer space."""
        text = super().to_python(value) or ""
        kept = "".join(
            char for char in text if char in "\n\t" or unicodedata.category(char) != "Cc"
        )
        return kept.strip()

"""Registering with the sample service: a tick for each text, none of them ticked before."""

from collections.abc import Sequence
from typing import Any

from django import forms

from config.demo.milly_app.desk import Text


class JoiningForm(forms.Form):
    """The texts in force, each accepted by itself and named as it was on the page."""

    def __init__(self, *args: Any, texts: Sequence[Text], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.texts = texts
        for text in texts:
            self.fields[text.document] = forms.BooleanField(required=True)
            self.fields[f"{text.document}_SHA256"] = forms.CharField(max_length=64)

    def clean(self) -> dict[str, Any]:
        """A text that changed since the page was shown is shown again."""
        cleaned = super().clean() or {}
        for text in self.texts:
            if cleaned.get(f"{text.document}_SHA256") != text.sha256:
                self.add_error(text.document, "OTHER_TEXT")
        return cleaned

"""Rows of a register to choose from, by their names in the reader's language."""

from typing import Any

from django import forms
from django.utils.translation import get_language


def name_of(row: Any) -> str:
    """What people call a row of a register; a purpose is its text, a retention its law."""
    fields = ("name", "text", "law")
    return next(filter(None, (in_language(row, field) for field in fields)), str(row))


def in_language(row: Any, field: str) -> str:
    """What a row says in the reader's language; "" where it says nothing."""
    language = "en" if get_language() == "en" else "ja"
    return str(getattr(row, f"{field}_{language}", ""))


class NamedRow(forms.ModelChoiceField):
    """One of them, or none yet."""

    def label_from_instance(self, obj: Any) -> str:
        """Its name."""
        return name_of(obj)


class NamedRows(forms.ModelMultipleChoiceField):
    """Any number of them, each a box to tick."""

    def label_from_instance(self, obj: Any) -> str:
        """Its name."""
        return name_of(obj)

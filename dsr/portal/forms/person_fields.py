"""Fields that the pages about the person and about who asks for them share."""

import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from dsr.portal.forms.question_form import JapaneseCharField, QuestionForm

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Promise

FIRST_YEAR = 1900


def text_field(label: "Promise", *, limit: int, missing: "Promise", fill: str = "") -> forms.Field:
    """A line that must be answered; `fill` is the browser's autocomplete word."""
    attrs = {"autocomplete": fill} if fill else {}
    return JapaneseCharField(
        label=label, max_length=limit, widget=forms.TextInput(attrs=attrs),
        error_messages={"required": missing},
    )  # fmt: skip


def family_name() -> forms.Field:
    """Family name."""
    return text_field(
        _("Family name"), limit=60, missing=_("Please enter the family name."), fill="family-name"
    )


def given_name() -> forms.Field:
    """Given name."""
    return text_field(
        _("Given name"), limit=60, missing=_("Please enter the given name."), fill="given-name"
    )


def kana(label: "Promise") -> forms.Field:
    """A name in kana; may be empty."""
    return JapaneseCharField(label=label, max_length=60, required=False)


def birth_part(label: "Promise", *, first: int, last: int, missing: "Promise", fill: str) -> Any:
    """Year, month or day of birth."""
    return forms.IntegerField(
        label=label, min_value=first, max_value=last,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": fill}),
        error_messages={"required": missing},
    )  # fmt: skip


def birth_year() -> Any:
    """Year of birth."""
    return birth_part(
        _("Year of birth"), first=FIRST_YEAR, last=9999, fill="bday-year",
        missing=_("Please enter the year of birth."),
    )  # fmt: skip


def birth_month() -> Any:
    """Month of birth."""
    return birth_part(
        _("Month of birth"), first=1, last=12, fill="bday-month",
        missing=_("Please enter the month of birth."),
    )  # fmt: skip


def birth_day() -> Any:
    """Day of birth."""
    return birth_part(
        _("Day of birth"), first=1, last=31, fill="bday-day",
        missing=_("Please enter the day of birth."),
    )  # fmt: skip


def postal_code() -> forms.Field:
    """Postal code."""
    return JapaneseCharField(
        label=_("Postal code"), max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric"}),
        help_text=_("For example 150-0001"),
        error_messages={"required": _("Please enter the postal code.")},
    )  # fmt: skip


def address() -> forms.Field:
    """Address."""
    return JapaneseCharField(
        label=_("Address"), max_length=200,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
        error_messages={"required": _("Please enter the address.")},
    )  # fmt: skip


def phone() -> forms.Field:
    """Phone number; may be empty."""
    return JapaneseCharField(
        label=_("Phone number"), max_length=30, required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )  # fmt: skip


def clean_postal_code(typed: str) -> str:
    """Seven digits, full or half width, with or without a hyphen. Raises ValidationError."""
    digits = re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", typed))
    if len(digits) != len("1500001"):
        raise forms.ValidationError(_("A postal code has seven digits, such as 150-0001."))
    return f"{digits[:3]}-{digits[3:]}"


class BirthDateForm(QuestionForm):
    """A page that asks for a birth date in three parts, kept as one ISO date beside them."""

    start: ClassVar[str] = ""  # of the fields' names

    def clean(self) -> dict[str, Any]:
        """Put the birth date together; a date that does not exist is said at the day."""
        cleaned = super().clean()
        year, month = (
            cleaned.get(f"{self.start}birth_year"),
            cleaned.get(f"{self.start}birth_month"),
        )
        day = cleaned.get(f"{self.start}birth_day")
        if year and month and day:
            self._put_together(cleaned, year, month, day)
        return cleaned

    def _put_together(self, cleaned: dict[str, Any], year: int, month: int, day: int) -> None:
        try:
            birth_date = date(year, month, day)
        except ValueError:
            wrong = _("This date does not exist. Please check it.")
            self.add_error(f"{self.start}birth_day", wrong)
            return
        if birth_date > self.facts.on:
            wrong = _("This date lies in the future. Please check it.")
            self.add_error(f"{self.start}birth_year", wrong)
        cleaned[f"{self.start}birth_date"] = birth_date.isoformat()


def forget_autocomplete(form: forms.Form) -> None:
    """Another person's data is nothing the browser knows of who types (WCAG 1.3.5)."""
    for field in form.fields.values():
        field.widget.attrs.pop("autocomplete", None)

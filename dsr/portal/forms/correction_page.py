"""What is wrong and what is right: several rows, added and taken out without scripts (Art 34)."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dsr.portal.forms.question_form import JapaneseCharField, QuestionForm

MOST_ROWS = 20
PARTS = ("field", "current", "right")
LIMITS = {"field": 100, "current": 500, "right": 500}
ADD, REMOVE = "add_row", "remove_row"
_NAME = re.compile(r"correction_(\d{1,3})_(field|current|right)\Z")


def typed_rows(posted: Mapping[str, Any]) -> list[dict[str, str]]:
    """Rows as posted, in order, after the button for one more or one less; at least one."""
    numbers = sorted({int(found[1]) for name in posted if (found := _NAME.match(name))})
    taken_out = str(posted.get(REMOVE, ""))
    rows = [
        {part: str(posted.get(f"correction_{number}_{part}", "")) for part in PARTS}
        for number in numbers[:MOST_ROWS]
        if str(number) != taken_out
    ]
    if ADD in posted and len(rows) < MOST_ROWS:
        rows.append(dict.fromkeys(PARTS, ""))
    return rows or [dict.fromkeys(PARTS, "")]


class CorrectionForm(QuestionForm):
    """Rows of item, content now and right content; for all of them how we can see it."""

    scanned = ("correction_basis",)

    def __init__(self, data: Mapping[str, Any] | None = None, **options: Any) -> None:
        if data is not None:
            self.rows_typed = typed_rows(data)
            data = _renumbered(data, self.rows_typed)
        else:
            initial = dict(options.get("initial") or {})
            self.rows_typed = initial.get("corrections") or [dict.fromkeys(PARTS, "")]
            options["initial"] = {**initial, **_named(self.rows_typed)}
        super().__init__(data, **options)
        for number in range(1, len(self.rows_typed) + 1):
            for part in PARTS:
                self.fields[f"correction_{number}_{part}"] = _row_field(part)
        self.fields["correction_basis"] = JapaneseCharField(
            label=_("How can we see that it is so?"), max_length=1000, required=False,
            widget=forms.Textarea(attrs={"rows": 4, "maxlength": 1000}),
            help_text=_(
                "For example a document that shows it. You can attach it to a message after "
                "sending the request."
            ),
        )  # fmt: skip

    @classmethod
    def reshapes(cls, posted: Mapping[str, Any]) -> bool:
        """Whether a row was added or taken out."""
        return ADD in posted or REMOVE in posted

    @classmethod
    def reshaped(cls, posted: Mapping[str, Any]) -> dict[str, Any]:
        """The rows after the button, and the rest as typed."""
        return {
            "corrections": typed_rows(posted),
            "correction_basis": posted.get("correction_basis", ""),
            "revision": posted.get("revision", 0),
        }

    def rows(self) -> list[dict[str, Any]]:
        """The rows to show: number and fields."""
        count = len(self.rows_typed)
        return [{"number": n, "fields": self._fields_of(n)} for n in range(1, count + 1)]

    def _fields_of(self, number: int) -> list[BoundField]:
        return [self[f"correction_{number}_{part}"] for part in PARTS]

    def may_add(self) -> bool:
        """Whether there is room for one more row."""
        return len(self.rows_typed) < MOST_ROWS

    def next_number(self) -> int:
        """Where one more row would stand."""
        return len(self.rows_typed) + 1

    def clean(self) -> dict[str, Any]:
        """At least one row that says what is right, or that something shall go."""
        cleaned = super().clean()
        filled = 0
        for number in range(1, len(self.rows_typed) + 1):
            values = {part: cleaned.get(f"correction_{number}_{part}") or "" for part in PARTS}
            for part in PARTS:
                self.refuse_my_number(f"correction_{number}_{part}", values[part])
            filled += any(values.values())
            self._check_row(number, values)
        if not filled:
            self.add_error("correction_1_field", _("Please enter what shall be corrected."))
        return cleaned

    def _check_row(self, number: int, values: Mapping[str, str]) -> None:
        if any(values.values()) and not values["field"]:
            self.add_error(f"correction_{number}_field", _("Please enter which item it is."))
        if values["field"] and not (values["current"] or values["right"]):
            wrong = _("Please enter the right content, or what shall be deleted.")
            self.add_error(f"correction_{number}_right", wrong)

    def answers(self) -> dict[str, Any]:
        """`corrections` as the case keeps them, empty rows left out, and `correction_basis`."""
        rows = [
            {part: self.cleaned_data[f"correction_{number}_{part}"] for part in PARTS}
            for number in range(1, len(self.rows_typed) + 1)
        ]
        return {
            "corrections": [row for row in rows if any(row.values())],
            "correction_basis": self.cleaned_data["correction_basis"],
        }


def _row_field(part: str) -> forms.Field:
    labels = {
        "field": _("Which item"),
        "current": _("What we have now"),
        "right": pgettext_lazy("correction", "What is right"),
    }
    hints = {
        "field": _("For example address or name in kana"),
        "current": _("Leave empty if something is missing and shall be added."),
        "right": _("Leave empty if the content shall be deleted."),
    }
    widget: forms.Widget = forms.TextInput()
    if part != "field":
        widget = forms.Textarea(attrs={"rows": 2})
    return JapaneseCharField(
        label=labels[part], max_length=LIMITS[part], required=False, help_text=hints[part],
        widget=widget,
    )  # fmt: skip


def _named(rows: list[dict[str, str]]) -> dict[str, str]:
    return {
        f"correction_{number}_{part}": row[part]
        for number, row in enumerate(rows, start=1)
        for part in PARTS
    }


def _renumbered(posted: Mapping[str, Any], rows: list[dict[str, str]]) -> dict[str, Any]:
    rest = {name: posted.get(name) for name in ("correction_basis", "revision")}
    return {**rest, **_named(rows)}

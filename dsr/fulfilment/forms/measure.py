"""Rows in which staff say what is done to the data: one per correction asked, or per category."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from dsr.fulfilment.domain.outcomes import ACTIONS
from dsr.fulfilment.enums import ActionKind
from dsr.fulfilment.services.measures import PlannedMeasure
from policies.models import DataCategory

NOTHING = ("", pgettext_lazy("measure", "Nothing"))
SPARE_ROWS = 1  # for a field the person did not name


@dataclass(frozen=True)
class MeasureRow:
    """Names of the fields of one row, and how the row is called. `field`: whose correction."""

    prefix: str
    label: str
    names: tuple[str, ...]
    field: str = ""


def action_choices(kind: str) -> list[tuple[str, Any]]:
    """What may be done under any answer to a kind, with its words."""
    actions = {action for (of, _outcome), row in ACTIONS.items() if of == kind for action in row}
    return [NOTHING, *((a.value, a.label) for a in ActionKind if a.value in actions)]


def category_label(category: DataCategory) -> str:
    """The category's name in the reader's language."""
    return category.name_en if (get_language() or "").startswith("en") else category.name_ja


def measure_heads(*, corrects: bool) -> list[str]:
    """What the columns of the rows are."""
    if corrects:
        return [
            _("What is done"), _("Category"), _("Field"), _("Content now"), _("Right content"),
        ]  # fmt: skip
    return [_("What is done"), _("How far (Japanese)"), _("How far (English)")]


def correction_rows(
    form: forms.Form,
    *,
    position: int,
    asked: Sequence[dict[str, str]],
    categories: Sequence[DataCategory],
) -> list[MeasureRow]:
    """Add the fields of a correction's rows to `form`."""
    choices = [("", "–"), *((row.code, category_label(row)) for row in categories)]
    rows = []
    for number in range(1, len(asked) + SPARE_ROWS + 1):
        prefix = f"measure_{position}_{number}"
        label = _("Correction %(number)s") % {"number": number}
        given = asked[number - 1] if number <= len(asked) else {}
        form.fields[f"{prefix}_action"] = _choice(
            action_choices("CORRECTION"), label, _("What is done")
        )
        form.fields[f"{prefix}_category"] = _choice(choices, label, _("Category"))
        for name, words in (
            ("field", _("Field")), ("current", _("Content now")), ("right", _("Right content")),
        ):  # fmt: skip
            form.fields[f"{prefix}_{name}"] = _text(label, words, initial=given.get(name, ""))
        names = ("action", "category", "field", "current", "right")
        rows.append(MeasureRow(prefix, label, names, given.get("field", "")))
    return rows


def stopping_rows(
    form: forms.Form, *, position: int, kind: str, categories: Sequence[DataCategory]
) -> list[MeasureRow]:
    """Add one row per category to `form`: what is done, and how far."""
    rows = []
    for category in categories:
        prefix = f"measure_{position}_{category.code}"
        label = category_label(category)
        form.fields[f"{prefix}_action"] = _choice(action_choices(kind), label, _("What is done"))
        form.fields[f"{prefix}_extent_ja"] = _text(label, _("How far (Japanese)"))
        form.fields[f"{prefix}_extent_en"] = _text(label, _("How far (English)"))
        rows.append(MeasureRow(prefix, label, ("action", "extent_ja", "extent_en")))
    return rows


def planned_measures(
    data: dict[str, Any], rows: Sequence[MeasureRow], *, corrects: bool
) -> tuple[PlannedMeasure, ...]:
    """What was chosen; rows in which nothing is done are out."""
    chosen = [row for row in rows if data.get(f"{row.prefix}_action")]
    return tuple(_planned(data, row, corrects=corrects) for row in chosen)


def _planned(data: dict[str, Any], row: MeasureRow, *, corrects: bool) -> PlannedMeasure:
    def typed(name: str) -> str:
        return str(data.get(f"{row.prefix}_{name}") or "").strip()

    if not corrects:
        return PlannedMeasure(
            action=typed("action"),
            category=row.prefix.split("_", 2)[2],
            extent_ja=typed("extent_ja"),
            extent_en=typed("extent_en"),
        )
    action = typed("action")
    return PlannedMeasure(
        action=action,
        category=typed("category"),
        field=typed("field"),
        current="" if action == ActionKind.ADD else typed("current"),
        right="" if action == ActionKind.DELETE else typed("right"),
    )


def _choice(choices: list[tuple[str, Any]], row: str, words: str) -> forms.ChoiceField:
    widget = forms.Select(attrs={"aria-label": f"{row}: {words}"})
    return forms.ChoiceField(
        label=f"{row}: {words}", choices=choices, required=False, widget=widget
    )


def _text(row: str, words: str, *, initial: str = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"aria-label": f"{row}: {words}"})
    return forms.CharField(
        label=f"{row}: {words}", required=False, max_length=500, widget=widget, initial=initial
    )

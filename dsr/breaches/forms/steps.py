"""What staff type about a breach."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.domain.my_number import contains_my_number
from accounts.forms.reason import ReasonForm, StepForm
from dsr.breaches.enums import FACTS, Audience, BreachKind, NoticeWay, ReportGround
from policies.models import DataCategory

SEALED = _("It is kept sealed, and opened only on the page of the breach.")


def day_field(label: Any, help_text: Any = "") -> forms.DateField:
    """A day, typed or chosen."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, widget=widget)


def words_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    """Some sentences. A My Number in them is refused."""
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
        validators=[refuse_my_number],
    )


def refuse_my_number(text: str) -> None:
    """A My Number is never kept."""
    if contains_my_number(text):
        raise forms.ValidationError(_("This looks like a My Number. Please remove it."))


class OpenForm(StepForm):
    """A breach on a case: since when it is known, and what happened."""

    opening_token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    knowledge_on = day_field(
        _("Day on which we learned of it"),
        _("The first day on which anybody at the company knew. It counts as day 1."),
    )
    description = words_field(pgettext_lazy("breach", "What happened"), help_text=SEALED)
    member_id = forms.CharField(
        label=_("Member number of the person whose data it was"),
        help_text=_("If you know it. Only a print of it is kept, to find the person again."),
        required=False,
        max_length=64,
    )


class OpenByHandForm(OpenForm):
    """A breach outside any case, or on one named by its reference."""

    field_order = ("kind", "case_reference", "knowledge_on", "description", "member_id")
    kind = forms.ChoiceField(label=_("Kind"), choices=BreachKind.choices, initial=BreachKind.OTHER)
    case_reference = forms.CharField(
        label=_("Reference of the request, if it happened on one"), required=False, max_length=20
    )


class FactsForm(StepForm):
    """The nine items of a report, as far as they are known."""

    people_count = forms.IntegerField(
        label=_("Number of people"),
        help_text=_("Leave empty while nobody knows."),
        required=False,
        min_value=1,
        max_value=2_000_000_000,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = "name_en" if get_language() == "en" else "name_ja"
        rows = list(DataCategory.objects.order_by("position").values_list("code", name))
        for key, label in FACTS.items():
            if key == "data_items" and rows:
                self.fields["categories"] = forms.MultipleChoiceField(
                    label=_("Categories of data"), choices=rows, required=False,
                    widget=forms.CheckboxSelectMultiple,
                )  # fmt: skip
            if key != "people":
                self.fields[key] = words_field(label, required=key == "summary")
        self.order_fields(["summary", "categories", "data_items", "people_count"])

    def facts(self) -> dict[str, str]:
        """Text by key."""
        return {key: self.cleaned_data[key] for key in FACTS if key != "people"}


class PersonForm(StepForm):
    """Whose data it was: by a request of theirs, or by their member number."""

    case_reference = forms.CharField(
        label=_("Reference of a request of theirs"), required=False, max_length=20
    )
    member_id = forms.CharField(
        label=_("Or their member number"),
        help_text=_("Only a print of it is kept, to find the person again."),
        required=False,
        max_length=64,
    )

    def clean(self) -> dict[str, Any]:
        """One of both."""
        cleaned: dict[str, Any] = super().clean() or {}
        given = [name for name in ("case_reference", "member_id") if cleaned.get(name)]
        if len(given) != 1:
            raise forms.ValidationError(_("Please fill in one of both."))
        return cleaned


class AssessForm(ReasonForm):
    """On which grounds it must be reported, and why."""

    field_order = ("grounds", "reason")
    grounds = forms.MultipleChoiceField(
        label=_("Grounds"), choices=ReportGround.choices, widget=forms.CheckboxSelectMultiple
    )


class ReportForm(StepForm):
    """A report that was made."""

    reported_on = day_field(_("Day on which it was reported"))
    receipt_number = forms.CharField(
        label=_("Receipt number of the Commission"), required=False, max_length=60
    )


class NoticeForm(StepForm):
    """Who was told."""

    audience = forms.ChoiceField(label=_("Who was told"), choices=Audience.choices)
    way = forms.ChoiceField(label=_("How they were told"), choices=NoticeWay.choices)
    told_on = day_field(_("Day on which they were told"))
    people = forms.IntegerField(
        label=_("How many were told"), min_value=1, max_value=2_000_000_000, initial=1
    )
    text = words_field(_("What was said, and to whom"), help_text=SEALED)

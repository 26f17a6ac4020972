"""What staff type to link a case with another one, or to say that a link is wrong."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.reason import ReasonForm, StepForm
from dsr.cases.enums import LinkKind


class LinkForm(StepForm):
    """Which case, and how they belong together."""

    other_reference = forms.CharField(label=_("Reference of the other request"), max_length=20)
    kind = forms.ChoiceField(label=_("How they belong together"), choices=LinkKind.choices)
    reason = forms.CharField(
        label=_("Reason (optional)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )


class UnlinkForm(ReasonForm):
    """Which link."""

    field_order = ("link", "reason")
    link = forms.ChoiceField(label=_("Which link is wrong"))

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["link"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

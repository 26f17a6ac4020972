"""The form of every step page: why, and what the person had seen."""

from django import forms
from django.utils.translation import gettext_lazy as _


class StepForm(forms.Form):
    """A step that needs no reason. `seen` is the version the person decided on (StepPage)."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ReasonForm(StepForm):
    """A step with its reason, which is kept with it."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("It is kept on record. Do not write personal data here."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
    )

"""What staff write down of an investigation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dsr.fulfilment.forms.collecting import ChosenForm


class InvestigationForm(ChosenForm):
    """One thing asked, and what was found out about it."""

    findings = forms.CharField(
        label=_("Findings of the investigation"),
        help_text=_("What you looked at and what you found (Art 34(2)). Staff only, kept sealed."),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=4000,
    )

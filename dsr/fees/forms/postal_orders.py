"""What finance types when postal money orders were cashed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.reason import StepForm
from dsr.fees.forms.decisions import REFERENCE_HELP


class CashingForm(StepForm):
    """How much, when, and where to find it."""

    field_order = ("amount", "cashed_on", "reference")
    amount = forms.IntegerField(label=_("Amount cashed (yen)"), min_value=1)
    cashed_on = forms.DateField(
        label=_("Day it was cashed"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reference = forms.CharField(
        label=_("Bank or order reference"), help_text=REFERENCE_HELP, max_length=60
    )

"""What finance decides about money that matched nothing."""

from django import forms
from django.utils.translation import pgettext_lazy

from dsr.fees.forms.decisions import ChosenMoneyForm

ACCEPT, RETURN = "ACCEPT", "RETURN"


class SuspenseForm(ChosenMoneyForm):
    """Which money, and what becomes of it."""

    field_order = ("chosen", "decision", "reason")
    decision = forms.ChoiceField(
        label=pgettext_lazy("suspense", "What becomes of it"),
        widget=forms.RadioSelect,
        choices=[
            (ACCEPT, pgettext_lazy("suspense", "It settles this fee")),
            (RETURN, pgettext_lazy("suspense", "It goes back to the payer")),
        ],
    )

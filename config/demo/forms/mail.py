"""Whose mail to show."""

from django import forms
from django.utils.translation import gettext_lazy as _


class MailSearchForm(forms.Form):
    """One address, or none for all mail."""

    to = forms.CharField(
        label=_("Only mail to this address"),
        help_text=_("For example hanako@mail.example"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

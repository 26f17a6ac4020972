"""Typing a code, choosing another way."""

from django import forms
from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "WRONG": _("This code is not right. Please check the newest e-mail from us."),
    "EXPIRED": _("This code is too old. Please send a new one."),
    "DEAD": _("This code was tried too often. Please send a new one."),
    "NONE": _("There is no code to use. Please send a new one."),
}


class CodeForm(forms.Form):
    """Six digits."""

    code = forms.CharField(
        label=_("Code"), max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": _("Please enter the code from the e-mail.")},
    )  # fmt: skip

    def add_refusal(self, code: str) -> None:
        """Say why the code opened nothing."""
        self.add_error("code", REFUSALS[code])

"""宛名 of a receipt."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReceiptForm(forms.Form):
    """Whom the receipt names."""

    addressee = forms.CharField(
        label=_("Name on the receipt"), max_length=80,
        error_messages={"required": _("Please enter the name for the receipt.")},
    )  # fmt: skip

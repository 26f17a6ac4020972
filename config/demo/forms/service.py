"""Looking somebody up in the sample service."""

import re
import unicodedata

from django import forms
from django.utils.translation import gettext_lazy as _


class MemberSearchForm(forms.Form):
    """A member ID in any form people type it, or a mail address."""

    q = forms.CharField(
        label=_("Member ID or e-mail address"),
        help_text=_("For example M-000042 or hanako@mail.example"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_q(self) -> str:
        """Return M-000042 for 42, m-42 or Ｍ－０００042; anything else in lower case."""
        typed = unicodedata.normalize("NFKC", self.cleaned_data["q"]).strip()
        number = re.fullmatch(r"(?:[Mm][-ー‐]?)?0*([0-9]{1,6})", typed)
        return f"M-{int(number[1]):06}" if number else typed.lower()

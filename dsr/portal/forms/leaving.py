"""Leaving the service: who leaves, and that they read what it means."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.domain.my_number import contains_my_number
from dsr.portal.forms import person_fields as shared


class LeavingForm(forms.Form):
    """The name the answer is addressed to, and one tick, never preselected."""

    family_name = shared.family_name()
    given_name = shared.given_name()
    understood = forms.BooleanField(
        label=_("I have read what ends, what is erased and what is kept"),
        error_messages={"required": _("Please read the page and tick the box.")},
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a My Number."""
        cleaned = super().clean() or {}
        for name in ("family_name", "given_name"):
            if contains_my_number(str(cleaned.get(name) or "")):
                self.add_error(
                    name,
                    _(
                        "This looks like a My Number (Individual Number). "
                        "Please remove it: we must not receive it."
                    ),
                )
        return cleaned

"""Choosing and uploading an identity document."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.gateways.rerender import MESSAGES
from dsr.identity.domain.documents import BACK, FRONT, RULES
from dsr.identity.enums import DocumentClass

REFUSALS = {
    **{str(code): _(text) for code, text in MESSAGES.items()},  # the msgids live in accounts
    "QUOTA": _("You can upload five files at most. Please delete one first."),
    "SIDE": _("We never take this side, because it can carry a My Number."),
    "VIRUS": _("Our virus scanner refused this file. Please take a new picture."),
    "SCANNER": _("We cannot check files right now. Please try again in some minutes."),
    "CLOSED": _("Documents are no longer taken for this request."),
    "NONE": _("Please upload at least one document first."),
}


class DocumentForm(forms.Form):
    """One file of one document."""

    document_class = forms.ChoiceField(
        label=_("Which document is it?"), widget=forms.RadioSelect, choices=DocumentClass.choices,
        error_messages={"required": _("Please choose the document.")},
    )  # fmt: skip
    moved = forms.BooleanField(
        label=_("This is the back of a driver's licence or residence card with my new address"),
        required=False,
    )
    file = forms.FileField(
        label=_("Picture or PDF of the document"),
        help_text=_("JPEG, PNG, HEIC or PDF, up to 10 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/*,application/pdf"}),
        error_messages={
            "required": _("Please choose a file."),
            "empty": _("The file is empty. Please choose the file again."),
        },
    )

    def clean(self) -> dict[str, Any]:
        """The back exists only where an address may have changed."""
        cleaned = super().clean() or {}
        rule = RULES.get(cleaned.get("document_class", ""))
        if cleaned.get("moved") and rule is not None and not rule.back_when_moved:
            self.add_error("moved", REFUSALS["SIDE"])
        return cleaned

    def side(self) -> str:
        """Which side the file shows."""
        return BACK if self.cleaned_data["moved"] else FRONT

    def add_refusal(self, code: str) -> None:
        """Say why the service did not take the file."""
        self.add_error("file", REFUSALS[code])

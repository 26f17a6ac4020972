"""Choosing and uploading an identity document."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.gateways.rerender import MESSAGES
from dsr.identity.domain.documents import BACK, FRONT, RULES
from dsr.identity.enums import DocumentClass, Whose

REFUSALS = {
    **{str(code): _(text) for code, text in MESSAGES.items()},  # the msgids live in accounts
    "QUOTA": _("You can upload five files at most. Please delete one first."),
    "SIDE": _("We never take this side, because it can carry a My Number."),
    "VIRUS": _("Our virus scanner refused this file. Please take a new picture."),
    "SCANNER": _("We cannot check files right now. Please try again in some minutes."),
    "CLOSED": _("Documents are no longer taken for this request."),
    "NONE": _("Please upload at least one document first."),
    "KIND": _("This document does not show that you may ask for this person."),
}

# What to photograph and what to cover first, never which number is behind it (DOMAIN §6).
GUIDANCE = {
    DocumentClass.DRIVERS_LICENCE: _(
        "The front; the back too only if it shows a new address. Cover the registered domicile"
        " (honseki) if it is printed."
    ),
    DocumentClass.DRIVING_HISTORY: _("The front."),
    DocumentClass.MY_NUMBER_CARD: _("Only the front with your photo. Never send us the back."),
    DocumentClass.PASSPORT: _(
        "The page with your photo. We also need a second document that shows your address."
    ),
    DocumentClass.RESIDENCE_CARD: _("The front; the back too only if it shows a new address."),
    DocumentClass.SPECIFIED_RESIDENCE_CARD: _(
        "Only the front with your photo. Never send us the back."
    ),
    DocumentClass.SPECIAL_PERMANENT_RESIDENT: _("The front."),
    DocumentClass.QUALIFICATION_CERTIFICATE: _(
        "Cover the insurer number, the symbol and number, and the QR code. We need a second"
        " document."
    ),
    DocumentClass.PENSION_HANDBOOK: _(
        "The page with your name. Cover the basic pension number. We need a second document."
    ),
    DocumentClass.RESIDENT_RECORD: _(
        "Issued within the last three months. Without My Number and registered domicile (honseki);"
        " cover them if they are printed. We need a second document."
    ),
    DocumentClass.SEAL_CERTIFICATE: _(
        "Issued within the last three months. We need a second document."
    ),
}

NOT_TAKEN = {
    "NOTIFICATION_CARD": _(
        "My Number notification card (the paper one): it may not be used as proof of identity."
    ),
    "MY_NUMBER_SIDE": _(
        "The back of a My Number Card or specified residence card, or anything else that shows a My"
        " Number: we may not collect it."
    ),
    "HEALTH_INSURANCE_CARD": _(
        "Health insurance card: it is no longer issued. A certificate of insurance eligibility is"
        " fine."
    ),
    "EXPIRED": _("Anything past its expiry date."),
}


@dataclass(frozen=True)
class DocumentChoice:
    """A radio's label with what to do before taking the picture below it."""

    text: str | Promise
    hint: str | Promise

    def __str__(self) -> str:
        return str(self.text)


def upload_field() -> forms.FileField:
    """One picture or PDF."""
    return forms.FileField(
        label=_("Picture or PDF of the document"),
        help_text=_("JPEG, PNG, HEIC or PDF, up to 10 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/*,application/pdf"}),
        error_messages={
            "required": _("Please choose a file."),
            "empty": _("The file is empty. Please choose the file again."),
        },
    )


class DocumentForm(forms.Form):
    """One file of one document; where a representative asks, also whose document it is."""

    whose = forms.ChoiceField(
        label=_("Whose document is it?"), widget=forms.RadioSelect,
        choices=[
            (Whose.PRINCIPAL.value, _("Of the person the data is about")),
            (Whose.REPRESENTATIVE.value, _("Mine, as the representative")),
        ],
        error_messages={"required": _("Please say whose document it is.")},
    )  # fmt: skip
    document_class = forms.ChoiceField(
        label=_("Which document is it?"), widget=forms.RadioSelect,
        choices=[
            (code.value, DocumentChoice(code.label, GUIDANCE[code])) for code in DocumentClass
        ],
        error_messages={"required": _("Please choose the document.")},
    )  # fmt: skip
    moved = forms.BooleanField(
        label=_("This is the back of a driver's licence or residence card with my new address"),
        required=False,
    )
    file = upload_field()

    def __init__(self, *args: Any, represented: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not represented:
            del self.fields["whose"]

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

    def whose_document(self) -> str:
        """Whose document the file shows."""
        return str(self.cleaned_data.get("whose", Whose.PRINCIPAL))

    def add_refusal(self, code: str) -> None:
        """Say why the service did not take the file."""
        self.add_error("file", REFUSALS[code])

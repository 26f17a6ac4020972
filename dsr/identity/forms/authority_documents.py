"""Uploading what shows that somebody may ask for another person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dsr.identity.domain.authority import accepted_documents
from dsr.identity.enums import AuthorityBasis, AuthorityClass
from dsr.identity.forms.documents import REFUSALS, DocumentChoice, upload_field

GUIDANCE = {
    AuthorityClass.FAMILY_REGISTER: _(
        "Issued within the last three months, with both names on it. Cover the registered domicile"
        " (honseki)."
    ),
    AuthorityClass.RESIDENT_RECORD: _(
        "Issued within the last three months, with the relationship on it. Without My Number and"
        " registered domicile (honseki); cover them if they are printed."
    ),
    AuthorityClass.GUARDIAN_REGISTRATION: _(
        "Issued within the last three months by the legal affairs bureau."
    ),
    AuthorityClass.MANDATE: _(
        "Written within the last three months. It names the person and you, the kinds of request,"
        " what data they are about, and whether you may receive the answer."
    ),
    AuthorityClass.LAWYER_ID: _("In addition to the mandate, where you act in your profession."),
}
# What is wanted, by basis.
WANTED = {
    AuthorityBasis.PARENT: _(
        "A family register certificate, or a copy of the resident record, that shows you as the"
        " parent."
    ),
    AuthorityBasis.MINOR_GUARDIAN: _(
        "A family register certificate that shows you as the guardian of the minor."
    ),
    AuthorityBasis.ADULT_GUARDIAN: _(
        "A certificate of registered matters that shows you as the adult guardian."
    ),
    AuthorityBasis.MANDATE: _("A letter of mandate from the person the data is about."),
}
NEEDS_A_MANDATE = _(
    "Curators, assistants, heirs, and husbands or wives are no statutory representatives: they"
    " need a letter of mandate."
)


class AuthorityDocumentForm(forms.Form):
    """One file of one document of authority."""

    document_class = forms.ChoiceField(
        label=_("Which document is it?"), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose the document.")},
    )  # fmt: skip
    file = upload_field()

    def __init__(self, *args: Any, basis: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["document_class"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                (code, DocumentChoice(AuthorityClass(code).label, GUIDANCE[AuthorityClass(code)]))
                for code in accepted_documents(basis)
            ]

    def add_refusal(self, code: str) -> None:
        """Say why the service did not take the file."""
        self.add_error("file", REFUSALS[code])

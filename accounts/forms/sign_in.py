"""What people type to sign in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.domain.blind_index import UnableToNormalise, normalise_mail


class AddressForm(forms.Form):
    """One e-mail address, of somebody new or returning: the form cannot tell."""

    login = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )

    def clean_login(self) -> str:
        """The address in the form under which it is one person's."""
        try:
            return normalise_mail(self.cleaned_data["login"])
        except UnableToNormalise:
            raise forms.ValidationError(
                _("Please write the address in half-width letters, like name@example.jp.")
            ) from None


class CodeForm(forms.Form):
    """Six digits from a mail. Wide digits and blanks are forgiven by the service."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

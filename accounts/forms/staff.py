"""What an administrator types about a member of staff."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.forms.reason import ReasonForm


class RolesForm(ReasonForm):
    """Which jobs somebody does at the desk, and why that changes."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=Role, widget=forms.CheckboxSelectMultiple
    )
    field_order: tuple[str, ...] = ("roles", "reason")


class StaffForm(RolesForm):
    """A new member of staff."""

    address = forms.EmailField(label=_("E-mail address"), max_length=254)
    display_name = forms.CharField(
        label=_("Display name"),
        max_length=60,
        help_text=_("Shown to colleagues in the console, never to requesters."),
    )
    language = forms.ChoiceField(
        label=_("Language of mails"), choices=[("ja", "日本語"), ("en", "English")]
    )
    field_order = ("address", "display_name", "language", "roles", "reason")

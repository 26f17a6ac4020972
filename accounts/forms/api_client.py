"""What an administrator types about a service that uses the interface."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import ApiScope
from accounts.forms.reason import ReasonForm

OVERLAPS = [
    (0, _("at once")), (1, _("in an hour")), (24, _("in a day")), (168, _("in a week")),
]  # fmt: skip


class ApiClientForm(ReasonForm):
    """What a client may do, how often, and why that changes."""

    scopes = forms.MultipleChoiceField(
        label=_("May do"), choices=ApiScope, widget=forms.CheckboxSelectMultiple
    )
    per_minute = forms.IntegerField(
        label=_("Requests a minute"),
        help_text=_("What is asked beyond this is refused until the next minute."),
        min_value=1,
        max_value=10_000_000,
        initial=6000,
    )
    field_order: tuple[str, ...] = ("scopes", "per_minute", "reason")


class NewApiClientForm(ApiClientForm):
    """A new service."""

    name = forms.CharField(label=_("Name of the service"), max_length=60)
    field_order = ("name", "scopes", "per_minute", "reason")


class RotationForm(ReasonForm):
    """When earlier keys stop, and why there is a new one."""

    overlap_hours = forms.TypedChoiceField(
        label=_("Earlier keys stop working"), choices=OVERLAPS, coerce=int, initial=24
    )
    field_order: tuple[str, ...] = ("overlap_hours", "reason")

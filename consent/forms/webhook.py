"""What an administrator types about a webhook."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms.reason import StepForm


class NewWebhookForm(StepForm):
    """Who is told, and where."""

    name = forms.CharField(label=_("Name of the service"), max_length=60)
    url = forms.URLField(
        label=pgettext_lazy("web", "Address"),
        help_text=_("It begins with https:// and is on the public internet."),
        max_length=500,
        assume_scheme="https",
    )


class ReplayForm(StepForm):
    """From where on everything is sent again."""

    after = forms.IntegerField(
        label=_("Last position the service knows"),
        help_text=_("Everything behind it is sent again. 0 for all."),
        min_value=0,
        max_value=2**63 - 1,
        initial=0,
    )

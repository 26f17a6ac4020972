"""The code typed before a download."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DownloadCodeForm(forms.Form):
    """Six digits from the mail."""

    code = forms.CharField(label=_("Code from the mail"), max_length=40)

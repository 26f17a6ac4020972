"""What staff type to write to the person: a template to begin with, the text, files."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms.reason import StepForm
from dsr.cases.forms.message_attachments import files_field
from dsr.cases.services.messages import MAX_LENGTH
from dsr.console.console.step_forms import TOLD


class MessageForm(StepForm):
    """A message to the person. The token makes a second click harmless.

    `templates`: (code, title) in the reader's language; without any there is nothing to choose.
    """

    template = forms.ChoiceField(label=_("Begin with a template"), required=False)
    text = forms.CharField(
        label=_("Message"), help_text=TOLD, max_length=MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 12}),
    )  # fmt: skip
    send_token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, templates: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = list(templates)
        chooser = self.fields["template"]
        if isinstance(chooser, forms.ChoiceField):
            chooser.choices = [("", pgettext_lazy("template", "None")), *choices]
        if not choices:
            del self.fields["template"]
        self.fields["files"] = files_field()

"""Writing to the desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dsr.cases.forms.message_attachments import files_field, refusal_words
from dsr.cases.services.message_attachments import UnableToAttachFiles
from dsr.portal.forms.question_form import JapaneseCharField

MAX_LENGTH = 5000  # dsr.cases.services.messages.MAX_LENGTH says the same, tested

REFUSALS = {
    "EMPTY": _("Please write something."),
    "TOO_LONG": _("Your message is too long. Please shorten it."),
    "MY_NUMBER": _(
        "This looks like a My Number (Individual Number). Please remove it: we must not receive it."
    ),
}


class MessageForm(forms.Form):
    """One message; the token makes a second click harmless."""

    text = JapaneseCharField(
        label=_("Your message"),
        max_length=MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": MAX_LENGTH}),
        error_messages={"required": REFUSALS["EMPTY"], "max_length": REFUSALS["TOO_LONG"]},
    )
    send_token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"] = files_field()  # its words name the limits, in the reader's language

    def add_file_refusal(self, unable: UnableToAttachFiles) -> None:
        """Say which file the service refused, and why."""
        self.add_error("files", refusal_words(unable))

    def add_refusal(self, code: str) -> None:
        """Say why the service refused the text. Raises KeyError for a code we do not know."""
        self.add_error("text", REFUSALS[code])

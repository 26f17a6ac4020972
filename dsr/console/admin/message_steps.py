"""Writing to the person: from a template or not, with files or not."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts.admin.step_pages import Text
from dsr.cases.domain.message_variables import UnableToFill
from dsr.cases.enums import Step
from dsr.cases.forms.message_attachments import refusal_words, uploads_of
from dsr.cases.selectors.message_templates import filled_template, template_choices
from dsr.cases.services.message_attachments import UnableToAttachFiles
from dsr.cases.services.messages import UnableToSendMessage, send_message_with_files
from dsr.cases.services.workflow import UnableToTakeStep
from dsr.console.admin.case_step import CaseStep
from dsr.console.console.message_forms import MessageForm

USE_TEMPLATE = "use_template"


class WriteMessage(CaseStep):
    """To the person. Choosing a template brings the page back with its text, to be edited."""

    step = Step.WRITE_MESSAGE
    template_name = "console/write_message.html"
    failures = (UnableToTakeStep, UnableToSendMessage, UnableToAttachFiles)

    def form(self, data: Any = None) -> forms.Form:
        """The form, with the templates in the reader's language."""
        return MessageForm(
            data=data,
            files=self.request.FILES if data is not None else None,
            initial={"seen": self.version()},
            templates=template_choices(self.obj.language),
        )

    def answer(self) -> HttpResponse:
        """The page, the page with a template's text, or the message sent."""
        if self.request.method == "POST" and USE_TEMPLATE in self.request.POST:
            return self._show_with_template()
        return super().answer()

    def explain(self, error: Exception) -> Text:
        """Which file was not taken, and why."""
        if isinstance(error, UnableToAttachFiles):
            return refusal_words(error)
        return super().explain(error)

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Send."""
        send_message_with_files(
            case_id=self.obj.pk, text=form.cleaned_data["text"], actor=actor, now=now,
            uploads=uploads_of(form.cleaned_data["files"]),
            send_token=form.cleaned_data["send_token"],
        )  # fmt: skip

    def _show_with_template(self) -> HttpResponse:
        """What was typed stays above the template's text; nothing is sent."""
        data = self.request.POST
        initial = {name: data.get(name, "") for name in ("text", "send_token", "template", "seen")}
        fault = ""
        try:
            chosen = filled_template(case=self.obj, code=data.get("template", ""))
        except UnableToFill as unable:
            names = "、".join(unable.names)
            fault = _("This request has no value for: %(names)s. Please write it yourself.") % {
                "names": names
            }
        else:
            initial["text"] = "\n\n".join(one for one in (initial["text"].strip(), chosen) if one)
        form = MessageForm(initial=initial, templates=template_choices(self.obj.language))
        self.template_fault = fault
        return self._show(form, status=409 if fault else 200)

    template_fault = ""

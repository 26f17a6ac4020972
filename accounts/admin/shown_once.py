"""A step that makes a secret: the page after it shows the secret, and nothing ever does again."""

from typing import ClassVar

from django.http import HttpResponse
from django.template.response import TemplateResponse

from accounts.admin.step_pages import StepPage, Text


class ShowOnceStep(StepPage):
    """`run` sets `secret`; `shown_title` and `shown_words` say what it is and where to keep it."""

    shown_title: ClassVar[Text] = ""
    shown_words: ClassVar[tuple[Text, ...]] = ()
    secret: str = ""

    def finish(self) -> HttpResponse:
        """The secret, on a page that no cache keeps, as none of the console's."""
        context = {
            **self.model_admin.admin_site.each_context(self.request),
            "title": self.shown_title,
            "opts": self.model_admin.opts,
            "page": self,
            "secret": self.secret,
        }
        return TemplateResponse(self.request, "admin/shown_once.html", context)

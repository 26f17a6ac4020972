"""Message templates: added and mended by those who may, each change kept."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import EditableFieldsAdmin
from dsr.cases.domain.message_variables import SAMPLE, UnableToFill, fill
from dsr.cases.forms.message_templates import MessageTemplateForm, names_offered
from dsr.cases.models import MessageTemplate


@admin.register(MessageTemplate)
class MessageTemplateAdmin(EditableFieldsAdmin):
    """The code stays; words are mended. Below: how it reads for a made-up request."""

    kept_urls = ("_changelist", "_change", "_add")
    form = MessageTemplateForm
    ordering: ClassVar[Any] = ("code", "pk")
    search_exactly = ("code",)
    list_display = ("code", "title_ja", "title_en", "active")
    list_filter = ("active",)
    fields = ("code", "title_ja", "title_en", "text_ja", "text_en", "active")
    editable = fields[1:]
    add_form_template = change_form_template = "cases/console_message_template.html"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The model's add permission."""
        return request.user.has_perm("dsr_cases.add_messagetemplate")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new one is open; later its code is fixed."""
        return () if obj is None else super().get_readonly_fields(request, obj)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With the names that may be used, and a preview of what is kept."""
        obj = kwargs.get("obj")
        context["names_offered"] = names_offered()
        context["previews"] = _previews(obj) if obj is not None else []
        return super().render_change_form(request, context, *args, **kwargs)


def _previews(template: MessageTemplate) -> list[dict[str, Any]]:
    return [
        {"language": _("Japanese"), "code": "ja", "text": _preview(template.text_ja, "ja")},
        {"language": _("English"), "code": "en", "text": _preview(template.text_en, "en")},
    ]


def _preview(text: str, language: str) -> str:
    try:
        return fill(text, SAMPLE[language])
    except UnableToFill:  # a row from before a name was taken away
        return text

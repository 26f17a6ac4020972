"""The company's own facts. What is not set says so, and is never invented."""

from typing import Any, ClassVar, cast

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import OneRowAdmin
from policies.forms.registers import in_language
from policies.models import Organisation

_FIELDS = (
    "name_ja", "name_en", "representative_ja", "representative_en", "postal_code", "address_ja",
    "address_en", "manager_title_ja", "manager_title_en", "contact_mail", "contact_phone",
    "policy_url", "security_measures_ja", "security_measures_en", "invoice_number", "works_alone",
    "assign_automatically",
)  # fmt: skip
_SWITCHES = ("works_alone", "assign_automatically")
_FACTS = tuple(name for name in _FIELDS if name not in _SWITCHES)


def label_of(name: str) -> str:
    """What a fact is called."""
    field = Organisation._meta.get_field(name)
    return cast("str", getattr(field, "verbose_name", name))  # a lazy text, said where it is shown


@admin.register(Organisation)
class OrganisationAdmin(OneRowAdmin):
    """One page. Letters, receipts and public pages state these facts (APPI Art 32(1))."""

    list_display = ("name_ja",)
    change_form_template = "admin/policies/organisation/change_form.html"
    editable = _FIELDS
    fieldsets: ClassVar[Any] = (
        (_("Company"), {"fields": _FIELDS[:7]}),
        (_("Privacy desk"), {"fields": _FIELDS[7:12]}),
        (
            _("Security measures"),
            {
                "fields": _FIELDS[12:14],
                "description": _("Published on the public page (APPI Art 32(1), Order Art 10)."),
            },
        ),
        (_("Receipts and handling"), {"fields": _FIELDS[14:]}),
    )

    def headline(self, obj: Organisation) -> str:
        """The company, as readers of the page's language know it."""
        return in_language(obj, "name") or str(obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """For readers, each empty fact as 「未設定」."""
        if self.has_change_permission(request, obj):
            return super().get_readonly_fields(request, obj)
        return [f"{name}_or_unset" for name in _FACTS] + [*_SWITCHES]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The same groups; readers see values that say when they are not set."""
        if self.has_change_permission(request, obj):
            return self.fieldsets
        return [
            (title, {**options, "fields": [_shown(name) for name in options["fields"]]})
            for title, options in self.fieldsets
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Tell what is still missing, above everything."""
        obj = kwargs.get("obj")
        if obj is not None:
            context["unset"] = [label_of(name) for name in _FACTS if not getattr(obj, name)]
        return super().render_change_form(request, context, *args, **kwargs)


def _shown(name: str) -> str:
    return name if name in _SWITCHES else f"{name}_or_unset"


def _or_unset(name: str) -> Any:
    def shown(self: OrganisationAdmin, obj: Organisation) -> str:
        value = getattr(obj, name)
        return value or format_html('<span class="unset">{}</span>', _("Not set"))

    return admin.display(description=label_of(name))(shown)


for _name in _FACTS:
    setattr(OrganisationAdmin, f"{_name}_or_unset", _or_unset(_name))

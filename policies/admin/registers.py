"""Categories of data and purposes of use: the registers behind the public page."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.db.models import Max
from django.http import HttpRequest
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import EditableFieldsAdmin
from policies.forms.registers import NamedRow, NamedRows, in_language, name_of
from policies.models import Country, DataCategory, ExternalTransmission, PurposeOfUse


def words(field: str, title: Any) -> Callable[[Any], str]:
    """A column of what rows say in the reader's language: `field` without "_ja" or "_en"."""

    @admin.display(description=title)
    def column(obj: Any) -> str:
        return in_language(obj, field)

    return column


READ_AS: dict[Any, str] = {
    "purposes": "purposes_named", "categories": "categories_named", "country": "country_named",
}  # fmt: skip
NAME = words("name", pgettext_lazy("register", "name"))


class RegisterAdmin(EditableFieldsAdmin):
    """Rows are added and their words mended; a code, once given, stays."""

    kept_urls = ("_changelist", "_change", "_add")
    ordering: ClassVar[Any] = ("position", "pk")
    search_exactly = ("code",)
    search_help_text = _("Code")
    code_help: ClassVar[Any] = _("A short name for systems. It can never be changed.")
    formfield_overrides: ClassVar[Any] = {
        **EditableFieldsAdmin.formfield_overrides,
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 3})},
    }

    def headline(self, obj: Any) -> str:
        """Its name, not its code."""
        return name_of(obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The model's add permission."""
        return request.user.has_perm(f"{self.opts.app_label}.add_{self.opts.model_name}")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new row is open; later its code is fixed."""
        return () if obj is None else super().get_readonly_fields(request, obj)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who may only read, reads names."""
        fields = super().get_fields(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fields
        return [READ_AS.get(field, field) for field in fields]

    @admin.display(description=_("purposes"))
    def purposes_named(self, obj: Any) -> str:
        """One a line."""
        return _names(obj.purposes)

    @admin.display(description=_("data categories"))
    def categories_named(self, obj: Any) -> str:
        """One a line."""
        return _names(obj.categories)

    @admin.display(description=_("country where it handles data"))
    def country_named(self, obj: Any) -> str:
        """Its name."""
        return name_of(obj.country) if obj.country else "—"

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new row comes last."""
        if "position" not in self.get_fields(request):
            return {}
        last = self.model._default_manager.aggregate(last=Max("position"))["last"]
        return {"position": (last or 0) + 1}

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Rows of other registers by name, without links to windows that this console has not."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        if field is not None and db_field.name == "code":
            field.help_text = self.code_help
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """One row."""
        kwargs |= {"form_class": NamedRow, "empty_label": gettext("Not set")}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Boxes to tick, in the register's order."""
        kwargs |= {
            "form_class": NamedRows,
            "widget": forms.CheckboxSelectMultiple,
            "queryset": db_field.related_model.objects.order_by("position"),
        }
        return super().formfield_for_manytomany(db_field, request, **kwargs)


@admin.register(DataCategory)
class DataCategoryAdmin(RegisterAdmin):
    """Each is exported in every disclosure, or listed as left out with its reason."""

    list_display = (
        "position",
        "code",
        NAME,
        "collected_how",
        "scope",
    )
    list_display_links = ("code",)
    list_filter = ("collected_how", "scope")
    fields = (
        "code", "position", "name_ja", "name_en", "collected_how", "scope", "purposes",
        "excluded_because_ja", "excluded_because_en",
    )  # fmt: skip
    editable = fields[1:]


@admin.register(PurposeOfUse)
class PurposeOfUseAdmin(RegisterAdmin):
    """In the order of the policy's Art 3."""

    list_display = ("position", "code", words("text", pgettext_lazy("register", "text")))
    list_display_links = ("code",)
    fields = ("code", "position", "text_ja", "text_en")
    editable = fields[1:]


@admin.register(Country)
class CountryAdmin(RegisterAdmin):
    """Where processors and recipients handle data."""

    ordering: ClassVar[Any] = ("code", "pk")
    code_help = _("Two letters, such as US. They can never be changed.")
    list_display = ("code", NAME)
    fields = (
        "code", "name_ja", "name_en", "regime_ja", "regime_en", "safeguards_ja", "safeguards_en",
    )  # fmt: skip
    editable = fields[1:]


@admin.register(ExternalTransmission)
class ExternalTransmissionAdmin(RegisterAdmin):
    """What leaves a visitor's device: published, and the web snippet's list."""

    list_display = (
        "position", "code", "group", words("name", pgettext_lazy("register", "service")),
        words("recipient", _("sent to")), "active",
    )  # fmt: skip
    list_display_links = ("code",)
    list_filter = ("group", "active")
    fields = (
        "code", "position", "group", "name_ja", "name_en", "recipient_ja", "recipient_en",
        "what_ja", "what_en", "why_ja", "why_en", "their_use_ja", "their_use_en", "opt_out_ja",
        "opt_out_en", "opt_out_url", "active",
    )  # fmt: skip
    editable = fields[1:]


def _names(rows: Any) -> str:
    return "\n".join(name_of(row) for row in rows.order_by("position")) or "—"

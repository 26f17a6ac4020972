"""Categories of data and purposes of use: the registers behind the public page."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from accounts.admin.base import EditableFieldsAdmin
from policies.models import Country, DataCategory, ExternalTransmission, PurposeOfUse


class RegisterAdmin(EditableFieldsAdmin):
    """Rows are added and their words mended; a code, once given, stays."""

    kept_urls = ("_changelist", "_change", "_add")
    ordering: ClassVar[Any] = ("position", "pk")
    search_exactly = ("code",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The model's add permission."""
        return request.user.has_perm(f"{self.opts.app_label}.add_{self.opts.model_name}")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new row is open; later its code is fixed."""
        return () if obj is None else super().get_readonly_fields(request, obj)


@admin.register(DataCategory)
class DataCategoryAdmin(RegisterAdmin):
    """Each is exported in every disclosure, or listed as left out with its reason."""

    list_display = ("position", "code", "name_ja", "name_en", "collected_how", "scope")
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

    list_display = ("position", "code", "text_ja", "text_en")
    list_display_links = ("code",)
    fields = ("code", "position", "text_ja", "text_en")
    editable = fields[1:]


@admin.register(Country)
class CountryAdmin(RegisterAdmin):
    """Where processors and recipients handle data."""

    ordering: ClassVar[Any] = ("code", "pk")
    list_display = ("code", "name_ja", "name_en")
    fields = (
        "code", "name_ja", "name_en", "regime_ja", "regime_en", "safeguards_ja", "safeguards_en",
    )  # fmt: skip
    editable = fields[1:]


@admin.register(ExternalTransmission)
class ExternalTransmissionAdmin(RegisterAdmin):
    """What leaves a visitor's device: published, and the web snippet's list."""

    list_display = ("position", "code", "group", "name_ja", "recipient_ja", "active")
    list_display_links = ("code",)
    list_filter = ("group", "active")
    fields = (
        "code", "position", "group", "name_ja", "name_en", "recipient_ja", "recipient_en",
        "what_ja", "what_en", "why_ja", "why_en", "their_use_ja", "their_use_en", "opt_out_ja",
        "opt_out_en", "opt_out_url", "active",
    )  # fmt: skip
    editable = fields[1:]

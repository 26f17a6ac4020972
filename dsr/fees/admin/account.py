"""The chart of accounts and the tax categories: settings, with who changed what."""

from typing import Any, ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import EditableFieldsAdmin
from dsr.fees.models import Account, TaxName


@admin.register(Account)
class AccountAdmin(EditableFieldsAdmin):
    """An account is never added or deleted: the postings know which there are."""

    reference_field = "code"
    ordering: ClassVar[Any] = ("position", "code")
    list_display = ("code", "name_ja", "kind", "yayoi_name", "moneyforward_name", "freee_name")
    sortable_by = ()
    editable = (
        "name_ja", "name_en", "yayoi_name", "yayoi_sub", "moneyforward_name", "moneyforward_sub",
        "freee_name", "freee_sub",
    )  # fmt: skip
    fieldsets: ClassVar[Any] = (
        (None, {"fields": ("code", "kind", "name_ja", "name_en")}),
        (_("Names in the exports"), {"fields": editable[2:]}),
    )


@admin.register(TaxName)
class TaxNameAdmin(EditableFieldsAdmin):
    """The rate is the law's; the names are each software's."""

    reference_field = "code"
    ordering: ClassVar[Any] = ("position", "code")
    list_display = ("code", "name_ja", "rate_percent", "yayoi_name", "moneyforward_name",
                    "freee_name")  # fmt: skip
    sortable_by = ()
    editable = ("name_ja", "name_en", "yayoi_name", "moneyforward_name", "freee_name")
    fieldsets: ClassVar[Any] = (
        (None, {"fields": ("code", "rate_percent", "name_ja", "name_en")}),
        (_("Names in the exports"), {"fields": editable[2:]}),
    )

"""What people may say yes or no to, with the text they see."""

from typing import Any, ClassVar

from django.contrib import admin

from accounts.admin.base import ReadOnlyAdmin
from consent.models import ConsentItem


@admin.register(ConsentItem)
class ConsentItemAdmin(ReadOnlyAdmin):
    """Both languages in full."""

    list_display = ("code", "name_ja", "name_en", "text_version")
    ordering: ClassVar[Any] = ("code", "pk")
    fields = ("code", "name_ja", "name_en", "text_version", "text_ja", "text_en")
    reference_field = "code"

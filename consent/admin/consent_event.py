"""The ledger of yes and no."""

import uuid
from typing import Any, ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from consent.models import ConsentEvent


@admin.register(ConsentEvent)
class ConsentEventAdmin(ReadOnlyAdmin):
    """Newest first; a person's by their subject's id."""

    list_display = ("at", "item", "action", "text_version", "subject_id", "source")
    list_select_related: ClassVar[Any] = ("item",)
    list_filter = ("action", "item")
    ordering: ClassVar[Any] = ("-at", "-pk")
    fields = (
        "at", "item", "action", "text_version", "text_sha256", "language", "source", "subject_id",
        "chain", "sequence",
    )  # fmt: skip
    search_exactly = ("chain",)
    search_help_text = _("Data subject id")

    def find(self, request: Any, queryset: Any, term: str) -> Any:
        """One person's chain."""
        return queryset.filter(chain=f"subject:{term}")

    def subject_of(self, obj: Any) -> uuid.UUID | None:
        """Whose consent it is."""
        found: uuid.UUID = obj.subject_id
        return found

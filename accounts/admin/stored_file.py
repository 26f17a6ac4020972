"""Sealed files: what kind, how large, until when. Never their content or name."""

import uuid
from typing import Any, ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from accounts.models import StoredFile


@admin.register(StoredFile)
class StoredFileAdmin(ReadOnlyAdmin):
    """Newest first; what is overdue for deletion is seen by its date."""

    list_display = ("stored_at", "purpose", "size", "purge_on", "deleted_at")
    list_filter = ("purpose", ("deleted_at", admin.EmptyFieldListFilter))
    ordering: ClassVar[Any] = ("-stored_at", "pk")
    fields = (
        "id",
        "purpose",
        "media_type",
        "size",
        "sha256",
        "stored_at",
        "purge_on",
        "deleted_at",
    )
    search_exactly = ("id",)
    search_help_text = _("File id")

    def find(self, request: Any, queryset: Any, term: str) -> Any:
        """By the whole id."""
        try:
            return queryset.filter(pk=uuid.UUID(term))
        except ValueError:
            return queryset.none()

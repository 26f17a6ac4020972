"""Published policies: for ever, unchanged. Acceptances: who said yes to which."""

import uuid
from typing import Any, ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from policies.models import PolicyAcceptance, PolicyVersion


@admin.register(PolicyVersion)
class PolicyVersionAdmin(ReadOnlyAdmin):
    """Newest first; both languages in full."""

    list_display = ("number", "effective_from", "announced_at", "requires_consent")
    ordering: ClassVar[Any] = ("-effective_from", "-pk")
    fields = (
        "number", "effective_from", "announced_at", "published_at", "requires_consent",
        "summary_ja", "summary_en", "text_ja", "text_en", "sha256",
    )  # fmt: skip
    reference_field = "number"


@admin.register(PolicyAcceptance)
class PolicyAcceptanceAdmin(ReadOnlyAdmin):
    """A ledger; rows name subjects by id only."""

    list_display = ("at", "version", "subject_id", "source")
    list_select_related: ClassVar[Any] = ("version",)
    list_filter = ("version",)
    ordering: ClassVar[Any] = ("-at", "-pk")
    fields = ("at", "version", "subject_id", "source", "chain", "sequence")
    search_exactly = ("chain",)
    search_help_text = _("Data subject id")

    def find(self, request: Any, queryset: Any, term: str) -> Any:
        """One person's chain."""
        return queryset.filter(chain=f"subject:{term}")

    def subject_of(self, obj: Any) -> uuid.UUID | None:
        """Whose acceptance it is."""
        found: uuid.UUID = obj.subject_id
        return found

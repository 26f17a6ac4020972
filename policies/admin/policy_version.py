"""Published policies: for ever, unchanged. Acceptances: who said yes to which."""

import uuid
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from policies.models import PolicyAcceptance, PolicyVersion
from policies.selectors.policy_changes import changes, version_before


@admin.register(PolicyVersion)
class PolicyVersionAdmin(ReadOnlyAdmin):
    """Newest first; both languages in full."""

    list_display = ("number", "document", "effective_from", "announced_at", "requires_consent")
    list_filter = ("document",)
    ordering: ClassVar[Any] = ("-effective_from", "-pk")
    fields = (
        "document", "number", "effective_from", "announced_at", "published_at", "published_by",
        "requires_consent", "summary_ja", "summary_en", "text_ja", "text_en", "sha256",
    )  # fmt: skip
    list_select_related: ClassVar[Any] = ("published_by",)
    reference_field = "number"
    change_form_template = "admin/policies/policyversion/change_form.html"

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With what changed since the version before."""
        obj = kwargs.get("obj")
        older = version_before(obj) if obj is not None else None
        context["changes_of_text"] = changes(older, obj) if obj and older else []
        return super().render_change_form(request, context, *args, **kwargs)


@admin.register(PolicyAcceptance)
class PolicyAcceptanceAdmin(ReadOnlyAdmin):
    """A ledger; rows name subjects by id only."""

    list_display = ("at", "version", "subject_id", "source")
    list_select_related: ClassVar[Any] = ("version",)
    list_filter = ("version",)
    ordering: ClassVar[Any] = ("-at", "-pk")
    fields = ("at", "version", "subject_id", "source", "language", "joined", "chain", "sequence")
    search_exactly = ("chain",)
    search_help_text = _("Data subject id")

    def find(self, request: Any, queryset: Any, term: str) -> Any:
        """One person's chain."""
        return queryset.filter(chain=f"subject:{term}")

    def subject_of(self, obj: Any) -> uuid.UUID | None:
        """Whose acceptance it is."""
        found: uuid.UUID = obj.subject_id
        return found

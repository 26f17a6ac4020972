"""Published policies: for ever, unchanged. Acceptances: who said yes to which."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from accounts.admin.subject_ledger import NamedRelationFilter, SubjectLedgerAdmin
from policies.models import PolicyAcceptance, PolicyVersion
from policies.selectors.matters import names_of
from policies.selectors.policy_changes import changes, texts_of, version_before
from policies.selectors.sources import source_in_words


def named(version: PolicyVersion) -> SafeString:
    """Document and number; the number is not torn apart at the end of a line."""
    return format_html(
        '{} <span class="nowrap">{}</span>', version.get_document_display(), version.number
    )


@admin.register(PolicyVersion)
class PolicyVersionAdmin(ReadOnlyAdmin):
    """Newest first; both languages in full, as people read them."""

    list_display = ("number", "document", "effective_from", "announced_at", "requires_consent")
    list_filter = ("document",)
    ordering: ClassVar[Any] = ("-effective_from", "-pk")
    fields = (
        "document", "number", "effective_from", "announced_at", "published_at", "publisher",
        "requires_consent", "introduces_shown", "summary_ja", "summary_en", "fingerprint",
    )  # fmt: skip
    list_select_related: ClassVar[Any] = ("published_by",)
    reference_field = "number"
    change_form_template = "admin/policies/policyversion/change_form.html"

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With the text as people read it, and what changed since the version before."""
        obj, language = kwargs.get("obj"), get_language() or "ja"
        if obj is not None:
            older = version_before(obj)
            context |= {
                "texts": texts_of(obj, language),
                "changes_of_text": changes(older, obj, language) if older else [],
            }
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("published by"))
    def publisher(self, obj: PolicyVersion) -> str:
        """By name, without a link: few roles may open a colleague's account."""
        return str(obj.published_by or "—")

    @admin.display(description=_("fingerprint of the text (SHA-256)"))
    def fingerprint(self, obj: PolicyVersion) -> str:
        """Of both languages; the same as on the public page and on paper."""
        return obj.sha256

    @admin.display(description=_("what is new"))
    def introduces_shown(self, obj: PolicyVersion) -> str:
        """In words."""
        return "\n".join(names_of(obj.introduces, get_language() or "ja")) or "—"


@admin.register(PolicyAcceptance)
class PolicyAcceptanceAdmin(SubjectLedgerAdmin):
    """Which version, by its number."""

    list_display = ("at", "accepted", "subject_number", "source_shown")
    list_select_related: ClassVar[Any] = ("version",)
    list_filter: ClassVar[Any] = (("version", NamedRelationFilter),)
    fields = (
        "at", "accepted", "subject_number", "source_shown", "language_shown", "joined", "which",
    )  # fmt: skip

    @admin.display(description=_("policy version"), ordering="version")
    def accepted(self, obj: PolicyAcceptance) -> str:
        """Document and number."""
        return named(obj.version)

    @admin.display(description=_("source"), ordering="source")
    def source_shown(self, obj: PolicyAcceptance) -> str:
        """In words."""
        return source_in_words(obj.source)

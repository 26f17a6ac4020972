"""The ledger of yes and no."""

from typing import Any, ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.subject_ledger import NamedRelationFilter, SubjectLedgerAdmin
from consent.models import ConsentEvent
from policies.selectors.sources import source_in_words


@admin.register(ConsentEvent)
class ConsentEventAdmin(SubjectLedgerAdmin):
    """What people may say yes or no to, by its name."""

    list_display = ("at", "item_name", "action", "text_version", "subject_number", "source_shown")
    list_select_related: ClassVar[Any] = ("item",)
    list_filter: ClassVar[Any] = ("action", ("item", NamedRelationFilter))
    fields = (
        "at", "item_name", "action", "text_version", "fingerprint", "language_shown",
        "source_shown", "subject_number", "which",
    )  # fmt: skip

    @admin.display(description=_("consent item"), ordering="item")
    def item_name(self, obj: ConsentEvent) -> str:
        """As people read it."""
        return str(obj.item)

    @admin.display(description=_("fingerprint of the text"))
    def fingerprint(self, obj: ConsentEvent) -> str:
        """SHA-256 of the very words."""
        return obj.text_sha256

    @admin.display(description=_("source"), ordering="source")
    def source_shown(self, obj: ConsentEvent) -> str:
        """In words."""
        return source_in_words(obj.source)

"""What people may say yes or no to, with the text they see."""

from typing import Any, ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from consent.models import ConsentItem
from consent.selectors.consents import current_text
from policies.forms.registers import name_of


@admin.register(ConsentItem)
class ConsentItemAdmin(ReadOnlyAdmin):
    """Both languages in full."""

    list_display = ("code", "name_ja", "name_en", "prerequisite", "active")
    ordering: ClassVar[Any] = ("position", "code", "pk")
    fields = (
        "code", "name_ja", "name_en", "prerequisite", "active", "recipient_named",
        "words_ja", "words_en",
    )  # fmt: skip
    reference_field = "code"

    @admin.display(description=_("recipient"))
    def recipient_named(self, obj: ConsentItem) -> str:
        """The row of the register, by its name."""
        return name_of(obj.recipient) if obj.recipient else "—"

    @admin.display(description=_("text (Japanese)"))
    def words_ja(self, obj: ConsentItem) -> str:
        """The words in force, with their version."""
        text = current_text(obj)
        return f"{text.version}: {text.text_ja}" if text else "-"

    @admin.display(description=_("text (English)"))
    def words_en(self, obj: ConsentItem) -> str:
        """The same in English."""
        text = current_text(obj)
        return f"{text.version}: {text.text_en}" if text else "-"

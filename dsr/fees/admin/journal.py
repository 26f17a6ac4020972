"""The journal in the console: read, never written."""

import re
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from dsr.fees.models import JournalEntry

NUMBER = re.compile(r"(\d{4}-\d{2})-(\d{1,15})")
MONTH = re.compile(r"\d{4}-\d{2}")


@admin.register(JournalEntry)
class JournalEntryAdmin(ReadOnlyAdmin):
    """Newest first along an index; a month, a number, a key or a fee finds the rest."""

    reference_field = "number"
    ordering: ClassVar[Any] = ("-booked_on", "-pk")
    list_display = ("entry_number", "booked_on", "kind", "fee_reference", "yen", "key")
    list_display_links = ("entry_number",)
    list_filter = ("kind",)
    list_select_related = ("fee",)
    sortable_by = ()
    search_exactly = ("key", "fee__reference")
    search_help_text = _("Month (2026-03), entry number, fee reference or ledger key")
    fields = (
        "entry_number", "kind", "booked_on", "fact_on", "fee_link", "key", "undoes", "undone_by",
        "who", "at",
    )  # fmt: skip
    readonly_fields = ("entry_number", "fee_link", "undoes", "undone_by", "who")
    change_form_template = "fees/console_journal_entry.html"

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any | None:
        """One entry by its number."""
        found = NUMBER.fullmatch(object_id)
        if found is None:
            return None
        rows = self.get_queryset(request).filter(chain=found[1], sequence=int(found[2]))
        return rows.select_related("fee", "reverses", "reversed_by", "actor").first()

    def find(self, request: HttpRequest, queryset: QuerySet, term: str) -> QuerySet:
        """Also a month or an entry's number."""
        found = NUMBER.fullmatch(term)
        if found is not None:
            return queryset.filter(chain=found[1], sequence=int(found[2]))
        if MONTH.fullmatch(term):
            return queryset.filter(chain=term)
        return queryset.filter(Q(key=term) | Q(fee__reference=term))

    @admin.display(description=_("number"))
    def entry_number(self, entry: JournalEntry) -> str:
        """Month and place in it."""
        return entry.number

    @admin.display(description=_("fee"))
    def fee_reference(self, entry: JournalEntry) -> str:
        """The reference of the fee."""
        return entry.fee.reference if entry.fee else "–"

    @admin.display(description=_("fee"))
    def fee_link(self, entry: JournalEntry) -> str:
        """The way to the fee."""
        if entry.fee is None:
            return "–"
        address = reverse("admin:dsr_fees_fee_change", args=[entry.fee.reference])
        return format_html('<a href="{}">{}</a>', address, entry.fee.reference)

    @admin.display(description=_("amount (yen)"))
    def yen(self, entry: JournalEntry) -> str:
        """With separators."""
        return f"{entry.total:,}"

    @admin.display(description=_("reverses"))
    def undoes(self, entry: JournalEntry) -> str:
        """What this entry undoes."""
        return _link(entry.reverses)

    @admin.display(description=_("reversed by"))
    def undone_by(self, entry: JournalEntry) -> str:
        """What undid it."""
        return _link(getattr(entry, "reversed_by", None))

    @admin.display(description=_("booked by"))
    def who(self, entry: JournalEntry) -> str:
        """A member of staff, or the program."""
        return str(entry.actor or entry.actor_name)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With its lines."""
        entry = kwargs.get("obj")
        if entry is not None:
            context["lines"] = list(entry.lines.select_related("account").order_by("position"))
        return super().render_change_form(request, context, *args, **kwargs)


def _link(entry: JournalEntry | None) -> str:
    if entry is None:
        return "–"
    address = reverse("admin:dsr_fees_journalentry_change", args=[entry.number])
    return format_html('<a href="{}">{}</a>', address, entry.number)

"""Fees in the console: references, states and yen; no person is named."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from dsr.fees.admin.fee_steps import STEPS
from dsr.fees.admin.suspense_step import ResolveSuspense
from dsr.fees.models import Fee
from dsr.fees.selectors.fee_page import fee_page

CHIP = {
    "DUE": "warning", "PENDING": "info", "PAID": "success", "PARTIALLY_REFUNDED": "quiet",
    "REFUNDED": "quiet", "DISPUTED": "danger", "CHARGED_BACK": "danger", "WAIVED": "quiet",
    "CANCELLED": "quiet",
}  # fmt: skip


@admin.register(Fee)
class FeeAdmin(ReadOnlyAdmin):
    """The list, and the page of one fee with everything that happened to its money."""

    reference_field = "reference"
    ordering = ("-raised_at", "-pk")
    list_display = ("reference", "status_chip", "yen", "flags", "raised_at", "settled_at")
    list_filter = ("status", "needs_review", "overpaid", "refund_pending")
    list_select_related = ()
    sortable_by = ()
    search_exactly = ("reference", "case__reference")
    search_help_text = _("Fee reference, or the reference of the request")
    fields = ("request_reference", "status_chip", "yen", "flags", "kind", "raised_at",
              "settled_at", "ended_at")  # fmt: skip
    readonly_fields = ("request_reference", "status_chip", "yen", "flags")
    change_form_template = "fees/console_fee.html"
    steps = (*STEPS, ResolveSuspense)

    @admin.display(description=_("request"))
    def request_reference(self, fee: Fee) -> str:
        """The reference of the request; only the page asks for it."""
        return fee.case.reference

    @admin.display(description=_("status"))
    def status_chip(self, fee: Fee) -> str:
        """As a chip."""
        return format_html(
            '<span class="chip chip--{}">{}</span>', CHIP[fee.status], fee.get_status_display()
        )

    @admin.display(description=_("amount (yen)"))
    def yen(self, fee: Fee) -> str:
        """With separators."""
        return f"{fee.amount:,}"

    @admin.display(description=_("to look at"))
    def flags(self, fee: Fee) -> str:
        """What is unusual about it."""
        words = [
            str(word)
            for raised, word in (
                (fee.needs_review, _("needs review")),
                (fee.overpaid, _("overpaid")),
                (fee.refund_pending, _("refund pending")),
            )
            if raised
        ]
        return "・".join(words) or "–"

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,  # noqa: FBT001, FBT002 -- Django's signature
        change: bool = False,  # noqa: FBT001, FBT002 -- Django's signature
        form_url: str = "",
        obj: Any | None = None,
    ) -> HttpResponse:
        """With the attempts, payments, refunds and decisions."""
        if obj is not None:
            context["page"] = fee_page(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

"""入金: what Stripe sent to the bank, line by line."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from dsr.fees.models import Payout

MOST_LINES = 500


@admin.register(Payout)
class PayoutAdmin(ReadOnlyAdmin):
    """The payouts, newest first."""

    reference_field = "stripe_id"
    ordering = ("-created_at", "-pk")
    list_display = ("stripe_id", "yen", "status", "arrival_on", "reached_bank")
    list_filter = ("status",)
    list_select_related = ("bank_line",)
    sortable_by = ()
    search_exactly = ("stripe_id",)
    search_help_text = _("Stripe's id of the payout")
    fields = ("stripe_id", "yen", "status", "failure_code", "arrival_on", "reached_bank",
              "reconciled", "lines_read", "source", "created_at", "pulled_at")  # fmt: skip
    readonly_fields: ClassVar[Any] = ("yen", "reached_bank")
    change_form_template = "fees/console_payout.html"

    @admin.display(description=_("amount (yen)"))
    def yen(self, payout: Payout) -> str:
        """With separators."""
        return f"{payout.amount:,}"

    @admin.display(description=_("booked by the bank on"))
    def reached_bank(self, payout: Payout) -> Any:
        """The day of the bank's line."""
        line = getattr(payout, "bank_line", None)
        return line.booked_on if line else "–"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Payout]:
        """With the bank's line."""
        return super().get_queryset(request).select_related("bank_line")

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With its lines."""
        obj = kwargs.get("obj")
        if obj is not None:
            lines = list(obj.lines.order_by("created_at", "pk")[: MOST_LINES + 1])
            context |= {"lines": lines[:MOST_LINES], "more_lines": len(lines) > MOST_LINES}
        return super().render_change_form(request, context, *args, **kwargs)

"""差異: where books differ, and the page that says whether a month balances."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.admin.base import ReadOnlyAdmin
from dsr.fees.admin.break_steps import STEPS
from dsr.fees.forms.reconciliation import MonthForm
from dsr.fees.models import ReconciliationBreak
from dsr.fees.selectors.breaks import WHAT_IT_MEANS, events_of
from dsr.fees.selectors.reconciliation import age_in_days, fees_of_utc_month, month_status
from policies.domain.calendar import jst_date

CHIP = {"OPEN": "danger", "RESOLVED": "success", "GONE": "quiet"}


@admin.register(ReconciliationBreak)
class ReconciliationBreakAdmin(ReadOnlyAdmin):
    """The breaks, oldest first; and the months."""

    reference_field = "reference"
    ordering = ("-opened_at", "-pk")
    list_display = ("reference", "type", "status_chip", "about", "difference", "happened_on",
                    "age", "owner")  # fmt: skip
    list_filter = ("status", "type")
    list_select_related = ("owner",)
    sortable_by = ()
    search_exactly = ("reference", "about", "fee__reference")
    search_help_text = _("Reference of the break or of the fee, or Stripe's id")
    fields = ("reference", "type", "status_chip", "about", "expected_yen", "found_yen",
              "happened_on", "opened_at", "age", "owner", "resolution", "ended_at")  # fmt: skip
    readonly_fields: ClassVar[Any] = ("status_chip", "expected_yen", "found_yen", "age")
    change_form_template = "fees/console_break.html"
    change_list_template = "fees/console_breaks.html"
    steps = STEPS

    @admin.display(description=_("status"))
    def status_chip(self, broken: ReconciliationBreak) -> str:
        """As a chip."""
        return format_html(
            '<span class="chip chip--{}">{}</span>',
            CHIP[broken.status], broken.get_status_display(),
        )  # fmt: skip

    @admin.display(description=_("expected (yen)"))
    def expected_yen(self, broken: ReconciliationBreak) -> str:
        """With separators."""
        return "–" if broken.expected is None else f"{broken.expected:,}"

    @admin.display(description=_("found (yen)"))
    def found_yen(self, broken: ReconciliationBreak) -> str:
        """With separators."""
        return "–" if broken.found is None else f"{broken.found:,}"

    @admin.display(description=_("expected → found (yen)"))
    def difference(self, broken: ReconciliationBreak) -> str:
        """Both sides."""
        return f"{self.expected_yen(broken)} → {self.found_yen(broken)}"

    @admin.display(description=pgettext_lazy("break", "age (days)"))
    def age(self, broken: ReconciliationBreak) -> int:
        """Days since it was found."""
        return age_in_days(broken, now=timezone.now())

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReconciliationBreak]:
        """With the fee."""
        return super().get_queryset(request).select_related("fee", "owner")

    def get_urls(self) -> list[URLPattern]:
        """And the month."""
        view = self.admin_site.admin_view
        month = path("month/", view(self.month_view), name="dsr_fees_reconciliationbreak_month")
        return [month, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With what it means and what was done about it."""
        obj = kwargs.get("obj")
        if obj is not None:
            context |= {"meaning": WHAT_IT_MEANS[obj.type], "events": events_of(obj)}
        return super().render_change_form(request, context, *args, **kwargs)

    def month_view(self, request: HttpRequest) -> HttpResponse:
        """One sentence, the rows in the way, and Stripe's fees of the UTC month."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        now = timezone.now()
        today = jst_date(now)
        asked = request.GET.copy()
        asked.setdefault("month", f"{today:%Y-%m}")
        form = MonthForm(asked)
        is_valid = form.is_valid()
        month: date = form.cleaned_data.get("month") or today
        invoice = form.cleaned_data.get("invoice")
        status = month_status(month, now=now)
        fees = fees_of_utc_month(month)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Reconciliation of a month"),
            "opts": self.opts,
            "form": form,
            "status": status,
            "rows": [(broken, age_in_days(broken, now=now)) for broken in status.breaks],
            "fees": fees,
            "invoice": invoice,
            "invoice_difference": None if invoice is None else invoice - fees.fee,
            "before": f"{status.first - timedelta(days=1):%Y-%m}",
            "after": f"{status.last + timedelta(days=1):%Y-%m}" if status.last < today else "",
        }
        return TemplateResponse(
            request, "fees/console_month.html", context, status=200 if is_valid else 422
        )

"""漏えい等: the list, the page of one, its report as a PDF. Nothing here writes; steps do."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from accounts.enums import AccessAction
from accounts.selectors.actors import actor_of, signed_in
from accounts.services.access_records import record_access
from dsr.breaches.admin.handling_steps import STEPS
from dsr.breaches.admin.opening_steps import OpenByHand
from dsr.breaches.domain.handling import REPORT
from dsr.breaches.enums import ReportKind
from dsr.breaches.models import Breach
from dsr.breaches.selectors.pages import CHIPS, breach_page, due_words
from dsr.breaches.selectors.reports import report_pdf
from policies.domain.calendar import jst_date

# What brings a breach on from where it stands.
FORWARD = {
    "OPEN": ("assess-reportable",),
    "ASSESSED": ("report-preliminary",),
    "REPORTED_PRELIMINARY": ("report-final",),
    "REPORTED_FINAL": ("close",),
    "NOT_REPORTABLE": ("close",),
    "CLOSED": (),
}


@admin.register(Breach)
class BreachAdmin(ReadOnlyAdmin):
    """Those with a report due first."""

    reference_field = "reference"
    list_display = ("reference", "kind", "status_chip", "due", "knowledge_on", "case_reference")
    list_select_related = ("case",)
    list_filter = ("status", "kind", "reportable")
    search_exactly = ("reference", "case__reference")
    search_help_text = _("Reference of the breach or of the request")
    ordering = ("closed_at", "final_due_date", "pk")
    sortable_by = ()
    change_form_template = "breaches/breach.html"
    change_list_template = "breaches/breaches.html"
    steps = STEPS

    def get_queryset(self, request: HttpRequest) -> QuerySet[Breach]:
        """With what the page opens."""
        rows = super().get_queryset(request)
        return rows.select_related("case", "data_key", "opened_by")

    def record_view(self, request: HttpRequest, obj: Any) -> None:
        """A look is on record, in no person's chain: a suspected impostor must not read of it."""
        self._record(request, obj, AccessAction.VIEWED)

    def get_urls(self) -> list[URLPattern]:
        """And the page that opens one, and the reports."""
        view = self.admin_site.admin_view
        return [
            path("open/", view(self.open_view), name="dsr_breaches_breach_open"),
            path(
                "<str:reference>/report-<slug:kind>.pdf",
                view(self.report_view),
                name="dsr_breaches_breach_report",
            ),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, with the way to open one."""
        context = {"may_open": request.user.has_perm(REPORT), **(extra_context or {})}
        return super().changelist_view(request, context)

    def open_view(self, request: HttpRequest) -> HttpResponse:
        """The page of OpenByHand."""
        page = OpenByHand(self, request, None)
        if not page.permitted():
            raise PermissionDenied
        return page.answer()

    def report_view(self, request: HttpRequest, reference: str, kind: str) -> HttpResponse:
        """The facts as a print-ready report in Japanese; the download is on record."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        breach = self.get_object(request, reference)
        if breach is None or kind.upper() not in (ReportKind.PRELIMINARY, ReportKind.FINAL):
            raise Http404
        self._record(request, breach, AccessAction.DOWNLOADED)
        on = jst_date(timezone.now())
        pdf = report_pdf(breach, kind=ReportKind(kind.upper()), on=on)
        name = f"{breach.reference}-{kind}.pdf"
        return HttpResponse(
            pdf,
            content_type="application/pdf",
            headers={
                "Content-Disposition": f'inline; filename="{name}"',
                "Cache-Control": "no-store",
            },
        )

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Everything the page shows."""
        obj = kwargs.get("obj")
        if obj is not None:
            context |= {
                "breach": obj,
                "panel": breach_page(obj, now=timezone.now()),
                "status_kind": CHIPS[obj.status],
                "forward_steps": FORWARD[obj.status],
                "case_url": self._case_url(request, obj),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def _case_url(self, request: HttpRequest, breach: Breach) -> str:
        if breach.case is None or not request.user.has_perm("dsr_cases.view_case"):
            return ""
        return reverse("admin:dsr_cases_case_change", args=[breach.case.reference])

    def _record(self, request: HttpRequest, breach: Breach, action: AccessAction) -> None:
        record_access(
            subject_id=None, action=action, object_kind="breach",
            object_reference=breach.reference, actor=actor_of(signed_in(request)),
            now=timezone.now(),
        )  # fmt: skip

    @admin.display(description=_("status"))
    def status_chip(self, breach: Breach) -> str:
        """The status as a chip."""
        return format_html(
            '<span class="chip chip--{}">{}</span>',
            CHIPS[breach.status], breach.get_status_display(),
        )  # fmt: skip

    @admin.display(description=_("next report"))
    def due(self, breach: Breach) -> str:
        """What is due next."""
        due = due_words(breach, today=jst_date(timezone.now()))
        return format_html('<span class="chip chip--{}">{}</span>', *due) if due else "—"

    @admin.display(description=_("request"))
    def case_reference(self, breach: Breach) -> str:
        """The case it happened on."""
        return breach.case.reference if breach.case else "—"

"""領収書: the register of receipts. Lists show references; a document names its party."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.admin.base import ReadOnlyAdmin
from accounts.admin.paging import BoundedPaginator
from accounts.enums import AccessAction
from accounts.selectors.actors import actor_of, signed_in
from accounts.selectors.files import open_file
from accounts.services.access_records import record_access
from dsr.fees.domain.invoice_number import valid_invoice_number
from dsr.fees.forms.receipt_register import PartyForm, ReceiptSearchForm
from dsr.fees.letters.receipt_files import receipts_csv, receipts_xlsx
from dsr.fees.models import Receipt
from dsr.fees.selectors.receipt_register import (
    COLUMNS,
    ReceiptFilter,
    missing_numbers,
    receipt_lines,
    receipts_found,
)
from policies.domain.calendar import jst_date
from policies.selectors.organisations import organisation

PER_PAGE = 50
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@admin.register(Receipt)
class ReceiptAdmin(ReadOnlyAdmin):
    """One page that searches, the same as files, and each document."""

    def get_urls(self) -> list[URLPattern]:
        """The register, its files and the documents: no page of one row."""
        view = self.admin_site.admin_view
        return [
            path("", view(self.register_view), name="dsr_fees_receipt_changelist"),
            path(
                "register.<slug:kind>", view(self.file_view), name="dsr_fees_receipt_file"
            ),
            path(
                "<slug:number>/<int:issue>/document/",
                view(self.document_view),
                name="dsr_fees_receipt_document",
            ),
        ]  # fmt: skip

    def register_view(self, request: HttpRequest) -> HttpResponse:
        """The page; a name is posted, and comes back as an index that nobody can read."""
        self._may_read(request)
        if request.method == "POST":
            return self._search(request)
        form = ReceiptSearchForm(request.GET or None)
        narrowed = form.narrowed() if form.is_bound else ReceiptFilter()
        page = BoundedPaginator(receipts_found(narrowed), PER_PAGE).get_page(request.GET.get("p"))
        rows: Any = page.object_list
        query = request.GET.copy()
        query.pop("p", None)
        number = organisation().invoice_number
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": _("Register of receipts"),
            "form": form,
            "party_form": PartyForm(),
            "columns": COLUMNS.values(),
            "lines": list(receipt_lines(rows)) if isinstance(rows, QuerySet) else [],
            "page": page,
            "query": query.urlencode(),
            "missing": missing_numbers(),
            "invoice_number": number if valid_invoice_number(number) else "",
            "is_invalid": bool(number) and not valid_invoice_number(number),
        }
        status = 422 if form.is_bound and not form.is_valid() else 200
        return TemplateResponse(request, "fees/receipt_register.html", context, status=status)

    def file_view(self, request: HttpRequest, kind: str) -> HttpResponse:
        """What is searched for as CSV or XLSX; the export is on record. Raises Http404."""
        self._may_read(request)
        form = ReceiptSearchForm(request.GET)
        if kind not in TYPES or not form.is_valid():
            raise Http404
        now = timezone.now()
        self._record(request, AccessAction.EXPORTED, kind, None)
        columns = [str(label) for label in COLUMNS.values()]
        rows = (line.cells for line in receipt_lines(receipts_found(form.narrowed())))
        title = _("Register of receipts")
        content = (
            receipts_csv(columns, rows) if kind == "csv" else receipts_xlsx(title, columns, rows)
        )
        return HttpResponse(
            content,
            content_type=TYPES[kind],
            headers=_attached(f"receipts-{jst_date(now).isoformat()}.{kind}"),
        )

    def document_view(self, request: HttpRequest, number: str, issue: int) -> HttpResponseBase:
        """The PDF, while it is kept; whoever opens it is on record. Raises Http404."""
        self._may_read(request)
        receipt = (
            Receipt.objects.select_related("file__data_key", "payment__fee__case")
            .filter(number=number, issue=issue, file__deleted_at__isnull=True)
            .first()
        )
        if receipt is None:
            raise Http404
        subject_id = receipt.payment.fee.case.subject_id
        self._record(request, AccessAction.DOWNLOADED, str(receipt), subject_id)
        return StreamingHttpResponse(
            open_file(receipt.file),
            content_type="application/pdf",
            headers=_attached(f"{receipt.number}-{receipt.issue}.pdf"),
        )

    def _search(self, request: HttpRequest) -> HttpResponse:
        party = PartyForm(request.POST)
        query = {
            name: request.POST[name]
            for name in ("first", "last", "least", "most", "party")
            if request.POST.get(name)
        }
        if party.is_valid() and party.index():
            query["party"] = party.index()
            self._record(request, AccessAction.SEARCHED, "party", None)
        address = reverse("admin:dsr_fees_receipt_changelist")
        return redirect(f"{address}?{urlencode(query)}" if query else address)

    def _may_read(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _record(
        self, request: HttpRequest, action: AccessAction, reference: str, subject_id: Any
    ) -> None:
        record_access(
            subject_id=subject_id, action=action, object_kind="receipt",
            object_reference=reference, actor=actor_of(signed_in(request)), now=timezone.now(),
        )  # fmt: skip


def _attached(name: str) -> dict[str, str]:
    return {
        "Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store",
    }  # fmt: skip

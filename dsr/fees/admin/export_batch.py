"""会計ソフトへの出力: what left for the books, and the page from which it leaves."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from accounts.enums import AccessAction
from accounts.selectors.actors import actor_of, signed_in
from accounts.selectors.files import file_name, open_file
from accounts.services.access_records import record_access
from dsr.fees.domain.export_entries import UnableToWriteExport
from dsr.fees.enums import ExportFormat
from dsr.fees.forms.export import ExportForm
from dsr.fees.models import ExportBatch
from dsr.fees.selectors.exports import export_months
from dsr.fees.services.exports import UnableToExport, export_month

MAY_EXPORT = "dsr_fees.export_journal"
EXPLANATIONS: dict[str, str | Promise] = {
    "NOT_PERMITTED": _("You do not hold the permission for this."),
    "NOTHING_LEFT": _(
        "Every entry of this month has left for this software already. You find the file below."
    ),
    "UNENCODABLE": _(
        "Row %(row)s (entry %(entry)s) holds “%(what)s”, a character this software cannot read."
        " Nothing was exported. Please change the name of the account or tax category."
    ),
    "TOO_LARGE": _(
        "Row %(row)s (entry %(entry)s) holds “%(what)s”, which is longer than this software reads."
        " Nothing was exported."
    ),
    "MALFORMED": _(
        "Row %(row)s (entry %(entry)s) does not balance (%(what)s). Nothing was exported. Please"
        " tell the operator."
    ),
}


@admin.register(ExportBatch)
class ExportBatchAdmin(ReadOnlyAdmin):
    """The batches; each file is given out again as it was."""

    reference_field = "reference"
    ordering = ("-exported_at", "-pk")
    list_display = ("reference", "format", "month_words", "entry_count", "yen", "exported_at")
    list_filter = ("format",)
    list_select_related = ()
    sortable_by = ()
    search_exactly = ("reference",)
    search_help_text = _("Reference of the export")
    fields = ("reference", "format", "month_words", "month_closed", "entry_count", "yen",
              "sha256", "exported_at", "exported_by")  # fmt: skip
    readonly_fields = ("month_words", "yen")
    change_list_template = "fees/export_list.html"
    change_form_template = "fees/export_batch.html"

    @admin.display(description=_("month"))
    def month_words(self, batch: ExportBatch) -> str:
        """Like 2026-03."""
        return f"{batch.month:%Y-%m}"

    @admin.display(description=_("sum of debits (yen)"))
    def yen(self, batch: ExportBatch) -> str:
        """With separators."""
        return f"{batch.total:,}"

    def get_urls(self) -> list[URLPattern]:
        """The page that exports, and each file."""
        view = self.admin_site.admin_view
        name = "dsr_fees_exportbatch"
        return [
            path("new/", view(self.export_view), name=f"{name}_export"),
            path("<slug:reference>/file/", view(self.file_view), name=f"{name}_file"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With the way to export, for who may."""
        extra = {**(extra_context or {}), "may_export": request.user.has_perm(MAY_EXPORT)}
        return super().changelist_view(request, extra)

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """What is left of each month, and one form."""
        if not request.user.has_perm(MAY_EXPORT):
            raise PermissionDenied
        months = export_months()
        form = ExportForm(request.POST or None, months=[row.month for row in months])
        status = 200
        if request.method == "POST":
            if form.is_valid():
                answer = self._export(request, form)
                if answer is not None:
                    return answer
            status = 422
        context = {
            **self.admin_site.each_context(request),
            "title": _("Export a month"),
            "opts": self.opts,
            "form": form,
            "months": [
                (row, [(row.left[code], code) for code in ExportFormat.values]) for row in months
            ],
            "formats": ExportFormat.labels,
        }
        return TemplateResponse(request, "fees/export_month.html", context, status=status)

    def _export(self, request: HttpRequest, form: ExportForm) -> HttpResponse | None:
        data = form.cleaned_data
        try:
            batch = export_month(
                export_format=ExportFormat(data["export_format"]), month=data["month"],
                actor=actor_of(signed_in(request)), now=timezone.now(),
            )  # fmt: skip
        except UnableToExport as error:
            cause = error.__cause__
            named = vars(cause) if isinstance(cause, UnableToWriteExport) else {}
            form.add_error(None, str(EXPLANATIONS[error.code]) % named)
            return None
        messages.success(request, str(_("The file is ready.")))
        return redirect("admin:dsr_fees_exportbatch_change", batch.reference)

    def file_view(self, request: HttpRequest, reference: str) -> HttpResponseBase:
        """The bytes as they left; each download is on record. Raises Http404."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        batch = (
            ExportBatch.objects.select_related("file__data_key")
            .filter(reference=reference, file__deleted_at__isnull=True)
            .first()
        )
        if batch is None:
            raise Http404
        record_access(
            subject_id=None, action=AccessAction.DOWNLOADED, object_kind="journal",
            object_reference=batch.reference, actor=actor_of(signed_in(request)),
            now=timezone.now(),
        )  # fmt: skip
        return StreamingHttpResponse(
            open_file(batch.file),
            content_type=batch.file.media_type,
            headers={
                "Content-Disposition": f'attachment; filename="{file_name(batch.file)}"',
                "Cache-Control": "no-store",
            },
        )

"""開示等請求台帳: a page with filters, and the same as CSV, XLSX and PDF."""

from collections.abc import Iterator
from datetime import date
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import (
    FileResponse,
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
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from accounts.admin.paging import BoundedPaginator
from accounts.enums import AccessAction
from accounts.selectors.actors import actor_of, signed_in
from accounts.services.access_records import record_access
from dsr.cases.models import CaseItem
from dsr.console.console.register import RegisterForm
from dsr.console.letters.register import csv_lines, register_pdf, xlsx_file
from dsr.console.selectors.register import (
    COLUMNS,
    RegisterFilter,
    line_cells,
    register_items,
    register_lines,
    register_years,
)
from policies.domain.calendar import jst_date
from policies.selectors.organisations import organisation

READ = "dsr_cases.view_case"
READ_INTERNAL = "dsr_cases.view_casenote"  # who may read why, may read X1
PER_PAGE = 50
MOST_PRINTED = 1000  # lines of one PDF: pressing more takes a worker's memory and patience
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def register_urls(site: admin.AdminSite) -> list[URLPattern]:
    """The addresses of the register."""
    return [
        path("register/", site.admin_view(register_view), name="dsr_console_register"),
        path(
            "register.<slug:kind>",
            site.admin_view(register_file_view),
            name="dsr_console_register_file",
        ),
    ]


def may_read(request: HttpRequest) -> None:
    """Raises PermissionDenied for those who do not read requests."""
    if not request.user.has_perm(READ):
        raise PermissionDenied


def register_view(request: HttpRequest) -> HttpResponse:
    """The page: fifty lines, the filters, the files."""
    may_read(request)
    form = RegisterForm(request.GET or None, years=register_years())
    items = register_items(form.narrowed() if form.is_bound else RegisterFilter())
    page = BoundedPaginator(items, PER_PAGE).get_page(request.GET.get("p"))
    lines = register_lines(
        cast("QuerySet[CaseItem]", page.object_list),
        today=jst_date(timezone.now()),
        shows_internal=request.user.has_perm(READ_INTERNAL),
    )
    query = request.GET.copy()
    query.pop("p", None)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Register of requests"),
        "form": form,
        "columns": COLUMNS.values(),
        "lines": [line_cells(line) for line in lines],
        "page": page,
        "query": query.urlencode(),
    }
    return TemplateResponse(request, "console/register.html", context)


def register_file_view(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The narrowed register as a file. X1 is N1 there, for whoever asks; the export is on record.

    Raises Http404 for another kind of file or a filter that makes no sense.
    """
    may_read(request)
    form = RegisterForm(request.GET or {}, years=register_years())
    if kind not in ("csv", "xlsx", "pdf") or not form.is_valid():
        raise Http404
    if kind == "pdf" and _is_too_long(form.narrowed()):
        words = _(
            "A PDF holds up to %(most)s lines. Please narrow the register, or take CSV or XLSX."
        )
        messages.error(request, words % {"most": f"{MOST_PRINTED:,}"})
        return redirect(f"{reverse('admin:dsr_console_register')}?{request.GET.urlencode()}")
    now = timezone.now()
    record_access(
        subject_id=None, action=AccessAction.EXPORTED, object_kind="register",
        object_reference=kind, actor=actor_of(signed_in(request)), now=now,
    )  # fmt: skip
    return _file(kind, form.narrowed(), on=jst_date(now))


def _is_too_long(narrowed: RegisterFilter) -> bool:
    return register_items(narrowed)[: MOST_PRINTED + 1].count() > MOST_PRINTED


def _file(kind: str, narrowed: RegisterFilter, *, on: date) -> HttpResponseBase:
    language = "en" if get_language() == "en" else "ja"
    columns = [str(label) for label in COLUMNS.values()]
    rows = _rows(narrowed, on, language)
    name = f"register-{on.isoformat()}.{kind}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store",
    }  # fmt: skip
    title = _("Register of requests")
    if kind == "csv":
        return StreamingHttpResponse(
            csv_lines(columns, rows), content_type="text/csv; charset=utf-8", headers=headers
        )
    if kind == "xlsx":
        file = xlsx_file(title, columns, rows)
        return FileResponse(file, content_type=XLSX, headers=headers)
    company = organisation()
    pdf = register_pdf(
        title=title, note=_("As of %(day)s") % {"day": on.isoformat()}, columns=columns, rows=rows,
        organisation=company.name_en if language == "en" else company.name_ja,
        language=language, on=on,
    )  # fmt: skip
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _rows(narrowed: RegisterFilter, on: date, language: str) -> Iterator[list[str | int]]:
    """Cells in the reader's language also while streaming, when the request is over."""
    for line in register_lines(register_items(narrowed), today=on, shows_internal=False):
        with override(language):
            cells = line_cells(line)
        yield cells


admin.site.add_nav(  # type: ignore[attr-defined]
    label=gettext_lazy("Register"), url_name="admin:dsr_console_register", permission=READ
)

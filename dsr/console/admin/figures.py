"""The figures of a year: a page with a drawing and its tables, and the same as CSV."""

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import AccessAction
from accounts.selectors.actors import actor_of, signed_in
from accounts.services.access_records import record_access
from dsr.console.admin.register import may_read
from dsr.console.domain.figures import Period, period_of
from dsr.console.selectors.figures import GROUP_WORDS, figure_lines, periods, year_figures
from dsr.fulfilment.domain.package_cells import csv_line
from policies.domain.calendar import jst_date


def figures_urls(site: admin.AdminSite) -> list[URLPattern]:
    """The addresses of the figures."""
    return [
        path("figures/", site.admin_view(figures_view), name="dsr_console_figures"),
        path("figures.csv", site.admin_view(figures_file_view), name="dsr_console_figures_file"),
    ]


def _chosen(request: HttpRequest) -> Period:
    """The period of the address, else this calendar year. Raises Http404 for nonsense."""
    code = request.GET.get("period", "")
    if not code:
        return Period(jst_date(timezone.now()).year)
    period = period_of(code)
    if period is None:
        raise Http404
    return period


def period_words(period: Period) -> str:
    """As people say it."""
    if period.fiscal:
        return _("Fiscal year %(year)s (from April)") % {"year": period.year}
    return _("Year %(year)s") % {"year": period.year}


def figures_view(request: HttpRequest) -> HttpResponse:
    """The page."""
    may_read(request)
    period = _chosen(request)
    context = {
        **admin.site.each_context(request),
        "title": _("Figures: %(period)s") % {"period": period_words(period)},
        "period": period,
        "periods": [(one.code, period_words(one)) for one in periods()],
        "figures": year_figures(period),
        "groups": GROUP_WORDS.items(),
    }
    return TemplateResponse(request, "console/figures.html", context)


def figures_file_view(request: HttpRequest) -> HttpResponse:
    """The same numbers as CSV; the export is on record."""
    may_read(request)
    period = _chosen(request)
    record_access(
        subject_id=None, action=AccessAction.EXPORTED, object_kind="figures",
        object_reference=period.code, actor=actor_of(signed_in(request)), now=timezone.now(),
    )  # fmt: skip
    lines = [csv_line(line) for line in figure_lines(year_figures(period))]
    return HttpResponse(
        "\ufeff" + "".join(lines),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="figures-{period.code}.csv"',
            "Cache-Control": "no-store",
        },
    )

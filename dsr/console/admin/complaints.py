"""苦情: every complaint, what it is about, how it stands and when it was answered."""

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr.console.admin.register import PER_PAGE, READ, may_read
from dsr.console.console.complaints import ComplaintForm
from dsr.console.selectors.complaints import (
    COMPLAINT,
    NATURES,
    STATES,
    complaint_items,
    inquiries,
    state_counts,
)
from dsr.console.selectors.register import register_years


def complaint_urls(site: admin.AdminSite) -> list[URLPattern]:
    """The address of the log."""
    view = site.admin_view(complaints_view)
    return [path("complaints/", view, name="dsr_console_complaints")]


def complaints_view(request: HttpRequest) -> HttpResponse:
    """The log. Nobody's name and no word of a complaint stands here."""
    may_read(request)
    form = ComplaintForm(request.GET or {"nature": COMPLAINT}, years=register_years())
    chosen = form.cleaned_data if form.is_valid() else {"year": None, "nature": COMPLAINT}
    items = complaint_items(**chosen)
    page = Paginator(items, PER_PAGE).get_page(request.GET.get("p"))
    query = request.GET.copy()
    query.pop("p", None)
    context = {
        **admin.site.each_context(request),
        "title": _("Complaint log"),
        "form": form,
        "counts": [(STATES[state], count) for state, count in state_counts(items).items()],
        "lines": [
            {"line": line, "nature": NATURES[line.nature], "state": STATES[line.state]}
            for line in inquiries(page.object_list)
        ],
        "page": page,
        "query": query.urlencode(),
    }
    return TemplateResponse(request, "console/complaints.html", context)


admin.site.add_nav(  # type: ignore[attr-defined]
    label=gettext_lazy("Complaints"), url_name="admin:dsr_console_complaints", permission=READ
)

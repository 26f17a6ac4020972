"""Finance's home: today's money, what is not settled, breaks, payouts and months."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr.console.admin.addresses import address
from dsr.fees.selectors.finance_home import finance_home

READ = "dsr_fees.view_journalentry"
# Where finance goes from here: label, permission, page.
LINKS: tuple[tuple[str | Promise, str, str], ...] = (
    (gettext_lazy("Fees"), "dsr_fees.view_fee", "dsr_fees_fee_changelist"),
    (gettext_lazy("Breaks"), "dsr_fees.view_reconciliationbreak",
     "dsr_fees_reconciliationbreak_changelist"),
    (gettext_lazy("Whether a month balances"), "dsr_fees.view_reconciliationbreak",
     "dsr_fees_reconciliationbreak_month"),
    (gettext_lazy("Months of the books"), "dsr_fees.view_accountingperiod",
     "dsr_fees_accountingperiod_changelist"),
    (gettext_lazy("Export a month"), "dsr_fees.export_journal", "dsr_fees_exportbatch_export"),
    (gettext_lazy("Register of receipts"), "dsr_fees.view_receipt",
     "dsr_fees_receipt_changelist"),
)  # fmt: skip


def finance_urls(site: admin.AdminSite) -> list[URLPattern]:
    """Its address."""
    return [path("finance/", site.admin_view(finance_view), name="dsr_console_finance")]


def finance_view(request: HttpRequest) -> HttpResponse:
    """The page, for those who read the books."""
    if not request.user.has_perm(READ):
        raise PermissionDenied
    context = {
        **admin.site.each_context(request),
        "title": _("Finance"),
        "finance": finance_home(now=timezone.now()),
        "links": [
            (label, url)
            for label, permission, page in LINKS
            if request.user.has_perm(permission) and (url := address(page))
        ],
    }
    return TemplateResponse(request, "console/finance.html", context)


admin.site.add_nav(  # type: ignore[attr-defined]  # config's site
    label=gettext_lazy("Finance"), url_name="admin:dsr_console_finance", permission=READ
)

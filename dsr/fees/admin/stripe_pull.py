"""Stripeの取り込み: how far each list was read; reading now, or Stripe's report."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.admin.base import ReadOnlyAdmin
from accounts.admin.step_pages import StepPage, Text
from accounts.forms.reason import StepForm
from dsr.fees.admin.bank_import import told
from dsr.fees.forms.reconciliation import ReportForm
from dsr.fees.models import StripePull
from dsr.fees.services.pull_requests import (
    PULL,
    UnableToRequestPull,
    request_comparison,
    request_pull,
)
from dsr.fees.services.report_imports import UnableToImportReport, import_report

NOT_PERMITTED = _("You do not hold the permission for this.")


class PullPage(StepPage):
    """A page beside the list, about no single row of it."""

    permission = PULL

    @property
    def url(self) -> str:
        """Its own address."""
        return reverse(f"admin:dsr_fees_stripepull_{self.slug}")

    @property
    def back_url(self) -> str:
        """The list."""
        return reverse("admin:dsr_fees_stripepull_changelist")

    @property
    def back_label(self) -> Text:
        """The list."""
        return str(self.model_admin.opts.verbose_name_plural)


class ReadNow(PullPage):
    """Read all of Stripe's lists and compare."""

    slug = "read_now"
    title = _("Read Stripe and compare now")
    button = _("Read now")
    done = _("Stripe is being read. Look at this page again in a minute.")
    form_class = StepForm
    failures = (UnableToRequestPull,)
    explanations: ClassVar[Any] = {"NOT_PERMITTED": NOT_PERMITTED}
    what_happens = (
        _("All lists are read from where they were left, and all books are compared."),
        _("This happens every night by itself. Doing it twice does no harm."),
    )

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Ask for it."""
        request_pull(actor=actor)


class ImportReport(PullPage):
    """The report in place of the API."""

    slug = "import_report"
    title = _("Import Stripe's itemised report")
    button = _("Import the report")
    form_class = ReportForm
    failures = (UnableToImportReport,)
    explanations: ClassVar[Any] = {"NOT_PERMITTED": NOT_PERMITTED}
    what_happens = (
        _("Movements and payouts of the report are added where Stripe's lists were not read."),
        _("What Stripe's lists told stays. If a line says other sums, nothing is imported."),
    )

    def form(self, data: Any = None) -> forms.Form:
        """With the file."""
        files = self.request.FILES if data is not None else None
        return ReportForm(data, files, initial={"seen": 0})

    def explain(self, error: Exception) -> Text:
        """Bad lines by their numbers."""
        if isinstance(error, UnableToImportReport) and error.problems:
            return told(error.problems)
        return super().explain(error)

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Import, and compare."""
        import_report(data=form.cleaned_data["file"].read(), actor=actor, now=now)
        request_comparison()


@admin.register(StripePull)
class StripePullAdmin(ReadOnlyAdmin):
    """One row for each list."""

    reference_field = "kind"
    ordering = ("kind",)
    list_display = ("kind", "covered_until", "state", "rows", "pages", "advanced_at", "failure")
    sortable_by = ()
    fields = ("kind", "covered_since", "covered_until", "state", "rows", "pages", "started_at",
              "advanced_at", "finished_at", "failure")  # fmt: skip
    readonly_fields: ClassVar[Any] = ("state",)
    change_list_template = "fees/console_pulls.html"

    def get_urls(self) -> list[URLPattern]:
        """And the two pages."""
        view = self.admin_site.admin_view
        name = "dsr_fees_stripepull"
        return [
            path("read-now/", view(self.read_now_view), name=f"{name}_read_now"),
            path("report/", view(self.report_view), name=f"{name}_import_report"),
            *super().get_urls(),
        ]

    def read_now_view(self, request: HttpRequest) -> HttpResponse:
        """The page of ReadNow."""
        return self._page(ReadNow(self, request, None))

    def report_view(self, request: HttpRequest) -> HttpResponse:
        """The page of ImportReport."""
        return self._page(ImportReport(self, request, None))

    def _page(self, page: PullPage) -> HttpResponse:
        if not page.permitted():
            raise PermissionDenied
        return page.answer()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With the ways to both, for who may."""
        extra = {**(extra_context or {}), "may_pull": request.user.has_perm(PULL)}
        return super().changelist_view(request, extra)

    @admin.display(description=pgettext_lazy("Stripe list", "state"))
    def state(self, pull: StripePull) -> Any:
        """Reading, broken off, or read."""
        if pull.window_until is None:
            return pgettext_lazy("Stripe list", "Read")
        if pull.failure:
            return pgettext_lazy("Stripe list", "Broken off: goes on at the next reading")
        return pgettext_lazy("Stripe list", "Being read")
